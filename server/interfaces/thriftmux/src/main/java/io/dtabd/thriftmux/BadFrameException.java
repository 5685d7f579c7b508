package io.dtabd.thriftmux;

/** What came over a connection is not Mux, or goes over a bound; the connection ends. */
final class BadFrameException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Of a frame whose head is not known, or was dealt with. */
  private static final long NO_HEAD = -1;

  private final Refusal reason;
  private final long head;

  BadFrameException(Refusal reason, String message) {
    this(reason, message, NO_HEAD);
  }

  /**
   * @param head of a frame that is not read: its type and tag
   */
  BadFrameException(Refusal reason, String message, int head) {
    this(reason, message, Integer.toUnsignedLong(head));
  }

  private BadFrameException(Refusal reason, String message, long head) {
    super(message, null, false, false); // clients cause it as often as they like
    this.reason = reason;
    this.head = head;
  }

  Refusal reason() {
    return reason;
  }

  /** The tag of the frame, 0 if it is not known. */
  int tag() {
    return head == NO_HEAD ? 0 : (int) head & MuxType.MAX_TAG;
  }

  /** Whether a session of Mux can begin with such a frame. */
  boolean isFirstOfMux() {
    return head != NO_HEAD && MuxType.isFirst((byte) (head >> 24));
  }

  static BadFrameException malformed(String message) {
    return new BadFrameException(Refusal.FRAME_MALFORMED, message);
  }
}
