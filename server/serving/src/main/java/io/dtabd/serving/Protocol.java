package io.dtabd.serving;

/** What watchers speak. */
public enum Protocol {

  /** Nothing in it says that a client has a message. */
  HTTP(false),

  MESH(true),

  THRIFTMUX(true);

  private final boolean confirms;

  Protocol(boolean confirms) {
    this.confirms = confirms;
  }

  /** Whether clients confirm what they have received. */
  public boolean confirms() {
    return confirms;
  }
}
