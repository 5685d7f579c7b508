package io.dtabd.serving;

/**
 * How far a message has to get to a client that cannot confirm it, such as one of an HTTP/1.1
 * stream, for it to have arrived. Clients that can confirm have to, whatever this says.
 */
public enum Accept {

  /** The kernel of the client's host has it. */
  DELIVERED(Arrival.DELIVERED),

  /** It was written to the client's socket. */
  SENT(Arrival.SENT);

  private final Arrival least;

  Accept(Arrival least) {
    this.least = least;
  }

  /** Whether a message that got as far as {@code arrival} over {@code protocol} has arrived. */
  boolean isEnough(Protocol protocol, Arrival arrival) {
    return switch (arrival) {
      case ACKNOWLEDGED -> true;
      case SENT, DELIVERED -> !protocol.confirms() && arrival.compareTo(least) >= 0;
      case UNKNOWN, REJECTED -> false;
    };
  }
}
