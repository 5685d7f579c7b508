package io.dtabd.server.watch;

/** What watchers speak. */
public enum Protocol {
  HTTP,
  MESH,
  THRIFTMUX
}
