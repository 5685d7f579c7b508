package io.dtabd.net;

import java.net.InetSocketAddress;
import java.time.Duration;

/** A port on which connections are accepted, whatever is spoken on them. */
public interface ListeningPort {

  /** For logs and metrics, such as {@code io.l5d.httpController}. */
  String name();

  /** Where it listens, with the port that it got. */
  InetSocketAddress address();

  /** Open now. */
  int connections();

  /** Accepted since the start. */
  long accepted();

  /** Closed at once since the start, because there were too many. */
  long refused();

  /** Accepts no more, and asks the connections to finish. Returns at once. */
  void drain();

  /**
   * Accepts no more, lets what was begun finish, ends streams, and closes what is left after {@code
   * grace}. Returns when all are closed.
   */
  void close(Duration grace) throws InterruptedException;
}
