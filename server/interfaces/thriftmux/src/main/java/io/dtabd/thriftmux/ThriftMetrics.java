package io.dtabd.thriftmux;

/** Counts what happens on a thriftmux listener. Called on event loops: quick, never blocking. */
public interface ThriftMetrics {

  /** Counts nothing. */
  ThriftMetrics NONE = new ThriftMetrics() {};

  /**
   * A call is over.
   *
   * @param bytes of the answer, without its envelope
   */
  default void over(Method method, Outcome outcome, long bytes) {}

  /** Something was refused because a limit was reached or the input was bad. */
  default void refused(Refusal reason) {}

  /** What came of a call. */
  enum Outcome {
    /** It was answered with a value. */
    ANSWERED,
    /** It was answered with the reason why there is none. */
    FAILED,
    /** The client gave it up, or went away. */
    DISCARDED
  }
}
