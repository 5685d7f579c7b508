package io.dtabd.testing.peers;

import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Ports for servers that cannot choose one themselves, or must come back on the same. */
public final class Ports {

  private static final PortPool MACHINE = PortPool.ofMachine();

  /** Another program takes a port between the draw and the start about never. */
  private static final int STARTS = 5;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Where ports come from. */
  @FunctionalInterface
  public interface Source {
    int next() throws IOException;
  }

  /**
   * Starts a server.
   *
   * @param <T> the server
   * @param <E> what it throws besides {@link IOException}
   */
  @FunctionalInterface
  public interface Start<T, E extends Exception> {

    /**
     * Returns the server when it listens.
     *
     * @throws BindException if another program has a port, as {@link ChildProcess#requireAlive}
     *     throws it; the server has left nothing behind then
     */
    T on(Source ports) throws IOException, E;
  }

  private Ports() {}

  /**
   * A port that nobody listens on, and that no test of this user on this machine gets as long as
   * this JVM lives.
   */
  public static int free() throws IOException {
    return MACHINE.take();
  }

  /**
   * Starts a server for the first time, and again on other ports if another program takes one
   * before the server listens on it.
   */
  public static <T, E extends Exception> T start(Start<T, E> server) throws IOException, E {
    return start(Ports::free, server);
  }

  /**
   * As {@link #start(Start)}, with a choice of ports, for the tests of a server that is started so.
   */
  public static <T, E extends Exception> T start(Source ports, Start<T, E> server)
      throws IOException, E {
    var lost = new BindException("Gave up after %d starts on different ports".formatted(STARTS));
    for (int i = 0; i < STARTS; i++) {
      try {
        return server.on(ports);
      } catch (BindException e) {
        lost.addSuppressed(e);
      }
    }
    throw lost;
  }

  /**
   * Waits until nobody listens on the ports of a server that is started again.
   *
   * @param server its name, for the message
   */
  public static void awaitFree(String server, int... ports) throws IOException {
    for (int port : ports) {
      try {
        Awaitility.await()
            .atMost(PATIENCE)
            .pollDelay(Duration.ZERO)
            .until(() -> PortPool.isFree(port));
      } catch (ConditionTimeoutException e) {
        throw taken(server, port, ports, e);
      }
    }
  }

  private static BindException taken(String server, int port, int[] ports, Exception cause) {
    var taken =
        new BindException(
            "Cannot start %s again on %s: another program has listened on %d for %d s; `ss -ltnp 'sport = :%d'` shows which"
                .formatted(server, Arrays.toString(ports), port, PATIENCE.toSeconds(), port));
    taken.initCause(cause);
    return taken;
  }
}
