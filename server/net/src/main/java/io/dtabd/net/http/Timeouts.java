package io.dtabd.net.http;

import io.dtabd.config.Limits;
import io.dtabd.config.SocketOptions;
import java.time.Duration;

/**
 * How long clients may take.
 *
 * @param idle between requests
 * @param request from the first byte of a request to its last
 * @param stall while an answer waits and the client takes nothing of it
 * @param linger after an answer to a request that was cut short: closing at once would reset the
 *     connection, and the client would not see the answer
 */
record Timeouts(Duration idle, Duration request, Duration stall, Duration linger) {

  private static final Duration LINGER = Duration.ofSeconds(3);

  /** The socket's own timeouts, where they are set, come before the general limits. */
  static Timeouts of(Limits limits, SocketOptions sockets) {
    return new Timeouts(
        sockets.readTimeout().orElse(limits.idleTimeout()),
        sockets.readTimeout().orElse(limits.requestTimeout()),
        sockets.writeTimeout().orElse(limits.streamStallTimeout()),
        LINGER);
  }
}
