package io.dtabd.grpc;

import io.dtabd.net.RefusalLog;
import java.time.Duration;

/** Counts what happens on a gRPC interface. Called on event loops: quick, never blocking. */
public interface GrpcMetrics {

  /** Counts nothing. */
  GrpcMetrics NONE = new GrpcMetrics() {};

  /** The name of the method of calls to methods that there are not. */
  String NO_METHOD = "none";

  /**
   * What is counted of one method. Asked for once for each, when the server starts.
   *
   * @param method such as {@code Interpreter/StreamBoundTree}, or {@link #NO_METHOD}
   */
  default OfMethod ofMethod(String method) {
    return OfMethod.NONE;
  }

  /** Something was refused because a limit was reached or the input was bad. */
  default void refused(Refusal reason) {}

  /** The calls of one method. */
  interface OfMethod {

    /** Counts nothing. */
    OfMethod NONE = new OfMethod() {};

    default void begun() {}

    /**
     * A message was written.
     *
     * @param bytes on the wire, as gRPC frames it
     */
    default void sent(long bytes) {}

    /**
     * The first message was sent, or the call is over without one.
     *
     * @param status of a call that is over, such as {@code not_found}; of others {@code ok}
     * @param duration since the call began
     */
    default void answered(String status, Duration duration) {}

    /** A call is over, by whichever side. */
    default void ended(String status) {}
  }

  /** Why a call, a stream or a connection was refused or cut off. */
  enum Refusal implements RefusalLog.Reason {
    /** A request that does not decode or makes no sense. */
    MALFORMED("a request that makes no sense"),
    /** One message is larger than {@code maxBodyBytes}. */
    MESSAGE_TOO_LARGE("a message over maxBodyBytes"),
    /** A method that there is not. */
    NO_SUCH_METHOD("a call of a method that there is not"),
    /** {@code maxConcurrentRequests} calls are being answered. */
    TOO_MANY_CALLS("a call, since maxConcurrentRequests are being answered"),
    /** All streams that the server can have are open. */
    TOO_MANY_STREAMS("a stream, since as many are open as the server can have"),
    /** All questions that the server can keep live are. */
    TOO_MANY_QUESTIONS("a question, since as many are live as the server can have"),
    /** A client opens more streams on a connection than it was told it may. */
    TOO_MANY_STREAMS_OF_CONNECTION("a stream beyond those that a connection may have"),
    /**
     * A client resets streams, pings, changes settings or continues headers all the time; its
     * connection is closed.
     */
    TOO_MANY_RESETS_OR_PINGS("a connection that floods with resets, pings or the like"),
    /** A client breaks the rules of HTTP/2; its stream or connection is closed. */
    PROTOCOL_ERROR("a stream or connection that breaks the rules of HTTP/2"),
    /** A client took nothing of what waited for it for {@code streamStallTimeoutMs}. */
    NO_PROGRESS("a stream whose client takes nothing"),
    /** What would have to be kept for a client has no place in memory. */
    NO_MEMORY("what would have to be kept for a client, since memory is short"),
    /** The same as {@link #NO_PROGRESS}, sooner, since memory is short. */
    CUT_FOR_MEMORY("a call whose client takes nothing, since memory is short");

    private final String text;

    Refusal(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }
}
