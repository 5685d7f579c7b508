package io.dtabd.thriftmux;

/** The types of Mux messages. That of an answer is the negative of what it answers. */
final class MuxType {

  static final int TREQ = 1;
  static final int TDISPATCH = 2;
  static final int TDRAIN = 64;
  static final int TPING = 65;
  static final int TDISCARDED = 66;
  static final int TLEASE = 67;
  static final int TINIT = 68;
  static final int RERR = 127;

  /** As Finagle numbered them first, by mistake, and sends them to this day. */
  static final int OLD_TDISCARDED = -62;

  static final int OLD_RERR = -128;

  private MuxType() {}
}
