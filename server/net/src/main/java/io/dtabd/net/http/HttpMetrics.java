package io.dtabd.net.http;

import io.dtabd.net.RefusalLog;
import java.time.Duration;

/** Counts what happens on an HTTP listener. Called on event loops: quick, never blocking. */
public interface HttpMetrics {

  /** Counts nothing. */
  HttpMetrics NONE = new HttpMetrics() {};

  /** The name of the route of a request that no route answered: 404, 405, malformed ones. */
  String NO_ROUTE = "none";

  /**
   * A request was answered. A stream is answered when its head has been written.
   *
   * @param route the name given to {@link Router.Builder#add}, or {@link #NO_ROUTE}
   * @param method one of the methods that HTTP itself defines, else {@code other}
   * @param duration from the whole request being there to the answer being handed to the socket
   * @param bytes of the answer's body
   */
  default void answered(String route, String method, int status, Duration duration, long bytes) {}

  default void streamOpened(String route) {}

  /** A stream that was opened is over. */
  default void streamEnded(String route, StreamEnd end) {}

  /** Messages handed to sockets, told once for a group of them. */
  default void streamed(String route, long messages, long bytes) {}

  /** Something was refused because a limit was reached or the input was bad. */
  default void refused(Refusal reason) {}

  /** Why a stream ended. */
  enum StreamEnd {
    /** The client closed the connection, or it broke. */
    CLIENT_LEFT,
    /** Its feed had no valid answer any more. */
    FEED_FAILED,
    /** The client took nothing for too long. */
    NO_PROGRESS,
    /** The server is stopping. */
    SERVER_STOPPED
  }

  /** Why a request or a connection was refused or cut off. */
  enum Refusal implements RefusalLog.Reason {
    LINE_TOO_LONG("a request whose first line is over the limit"),
    HEADERS_TOO_LARGE("a request whose headers are over the limit"),
    BODY_TOO_LARGE("a request whose body is over maxBodyBytes"),
    MALFORMED("a request that is not HTTP, or makes no sense"),
    TOO_MANY_REQUESTS_RUNNING("a request, since maxConcurrentRequests are being answered"),
    REQUEST_TOO_SLOW("a request that did not come in time"),
    RESPONSE_TOO_SLOW("a connection whose client takes nothing of its answer"),
    IDLE("a connection that was idle for too long"),
    NO_MEMORY("what would have to be kept for a client, since memory is short"),
    CUT_FOR_MEMORY("a connection whose client takes nothing of its answer, since memory is short");

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
