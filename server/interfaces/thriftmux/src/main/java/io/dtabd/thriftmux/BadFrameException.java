package io.dtabd.thriftmux;

/** What came over a connection is not Mux, or goes over a bound; the connection ends. */
final class BadFrameException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Refusal reason;

  BadFrameException(Refusal reason, String message) {
    super(message, null, false, false); // clients cause it as often as they like
    this.reason = reason;
  }

  Refusal reason() {
    return reason;
  }

  static BadFrameException malformed(String message) {
    return new BadFrameException(Refusal.FRAME_MALFORMED, message);
  }
}
