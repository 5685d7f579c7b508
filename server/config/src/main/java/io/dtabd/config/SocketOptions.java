package io.dtabd.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Options of a listener's sockets.
 *
 * @param readTimeout close a connection from which nothing came for so long; empty: never
 * @param writeTimeout close a connection that took nothing for so long while something waited to be
 *     written; empty: as {@link Limits#streamStallTimeout} says
 * @param keepAlive TCP keep-alive probes; empty: as dtabd finds best for the listener
 * @param backlog connections that wait to be accepted; empty: the system's maximum
 */
public record SocketOptions(
    boolean noDelay,
    boolean reuseAddr,
    boolean reusePort,
    Optional<Duration> readTimeout,
    Optional<Duration> writeTimeout,
    Optional<Boolean> keepAlive,
    OptionalInt backlog) {

  public static final SocketOptions DEFAULT =
      new SocketOptions(
          true,
          true,
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty());
}
