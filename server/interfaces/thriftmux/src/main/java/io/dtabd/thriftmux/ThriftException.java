package io.dtabd.thriftmux;

/** A call makes no sense as Thrift; it is answered with that, and the connection goes on. */
final class ThriftException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What clients are told besides the text, as {@code TApplicationException} numbers it. */
  enum Kind {
    UNKNOWN_METHOD(1),
    INVALID_MESSAGE_TYPE(2),
    PROTOCOL_ERROR(7);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  private final Kind kind;

  ThriftException(Kind kind, String message) {
    super(message, null, false, false); // clients cause it as often as they like
    this.kind = kind;
  }

  static ThriftException protocol(String message) {
    return new ThriftException(Kind.PROTOCOL_ERROR, message);
  }

  Kind kind() {
    return kind;
  }

  /** What it was, for people. */
  String text() {
    return String.valueOf(getMessage());
  }
}
