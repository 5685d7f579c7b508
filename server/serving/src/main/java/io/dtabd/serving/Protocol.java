package io.dtabd.serving;

/** What watchers speak. */
public enum Protocol {
  HTTP,
  MESH,
  THRIFTMUX
}
