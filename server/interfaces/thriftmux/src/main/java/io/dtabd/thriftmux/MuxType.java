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

  /** What is above it in a tag says that more pieces follow. */
  static final int MAX_TAG = 0x7f_ffff;

  private MuxType() {}

  /** Whether a session can begin with a message of that type. */
  static boolean isFirst(int type) {
    return switch (type) {
      case TREQ, TDISPATCH, TPING, TINIT, RERR -> true;
      default -> false;
    };
  }
}
