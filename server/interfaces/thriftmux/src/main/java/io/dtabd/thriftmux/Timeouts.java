package io.dtabd.thriftmux;

import io.dtabd.config.Limits;
import io.dtabd.config.SocketOptions;
import java.time.Duration;

/**
 * How long clients may take.
 *
 * @param idle with no call open and nothing said
 * @param request for the first message, and from the first byte of a message to its last
 * @param stall while answers wait and the client takes nothing of them
 * @param between how long who was answered counts as watching without having asked again
 * @param betweenConfirmed the same for clients that have come back before
 * @param linger after the last words to a client that has sent what cannot be read: closing at once
 *     would reset the connection, and the client would not see them
 * @param drain from when a client is told that the server stops until it has said its last
 */
record Timeouts(
    Duration idle,
    Duration request,
    Duration stall,
    Duration between,
    Duration betweenConfirmed,
    Duration linger,
    Duration drain) {

  /**
   * Who polls asks again as soon as the answer is there: a round trip, and perhaps a collection of
   * garbage. It is also how long a client that asked once and never again is waited for in vain.
   */
  private static final Duration BETWEEN_POLLS = Duration.ofSeconds(5);

  /**
   * Who has come back before does so as long as it lives, unless it is stuck. It is to be seen as
   * such by an operator who waits for a change to arrive; a request may wait for a minute.
   */
  private static final Duration BETWEEN_CONFIRMED_POLLS = Duration.ofSeconds(75);

  /** As long as over HTTP: for the rest of a large message on a slow link. */
  private static final Duration LINGER = Duration.ofSeconds(3);

  /** A round trip; some clients never answer it. */
  private static final Duration DRAIN = Duration.ofSeconds(2);

  /** The socket's own timeouts, where they are set, come before the general limits. */
  static Timeouts of(Limits limits, SocketOptions sockets) {
    return new Timeouts(
        sockets.readTimeout().orElse(limits.idleTimeout()),
        sockets.readTimeout().orElse(limits.requestTimeout()),
        sockets.writeTimeout().orElse(limits.streamStallTimeout()),
        BETWEEN_POLLS,
        BETWEEN_CONFIRMED_POLLS,
        LINGER,
        DRAIN);
  }
}
