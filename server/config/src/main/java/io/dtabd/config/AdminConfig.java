package io.dtabd.config;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * The admin server.
 *
 * @param shutdownGrace how long a stop waits for what still runs
 * @param workerThreads for the event loops of all listeners; empty: as many as processors
 * @param readOnly whether nothing can be changed through this listener
 * @param hosts where {@link Config#hosts} once stood; they are names on all listeners too
 */
public record AdminConfig(
    Listener listener,
    Duration shutdownGrace,
    OptionalInt workerThreads,
    Security security,
    boolean readOnly,
    List<String> hosts) {

  static final int DEFAULT_PORT = 9991;

  /** More than machines have processors; each has three file descriptors of its own. */
  static final int MAX_WORKER_THREADS = 1_000;

  /** namerd's default. */
  static final Duration DEFAULT_SHUTDOWN_GRACE = Duration.ofSeconds(10);

  public static final AdminConfig DEFAULT =
      new AdminConfig(
          Listener.onLoopback(DEFAULT_PORT),
          DEFAULT_SHUTDOWN_GRACE,
          OptionalInt.empty(),
          Security.OPEN,
          false,
          List.of());

  public AdminConfig {
    hosts = List.copyOf(hosts);
  }

  /**
   * Which admin pages answer.
   *
   * @param pathWhitelist regular expressions; a path that one matches whole answers though its kind
   *     is off
   * @param pathBlacklist regular expressions; a path that one matches whole does not answer though
   *     its kind is on
   */
  public record Security(
      boolean uiEnabled,
      boolean controlEnabled,
      boolean diagnosticsEnabled,
      List<String> pathWhitelist,
      List<String> pathBlacklist) {

    static final Security OPEN = new Security(true, true, true, List.of(), List.of());

    public Security {
      pathWhitelist = List.copyOf(pathWhitelist);
      pathBlacklist = List.copyOf(pathBlacklist);
    }
  }
}
