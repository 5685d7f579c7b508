package io.dtabd.bench.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Those that have done nothing, from an address of their own. */
final class Neighbourhood implements AutoCloseable {

  /** Attackers come from 127.0.0.1. On Linux the whole network is the loopback. */
  private static final byte[] ADDRESS = {127, 0, 0, 2};

  private static final Duration BIND_PAUSE = Duration.ofMillis(10);
  private static final Duration WRITE_PAUSE = Duration.ofMillis(100);

  /** Different names that are asked for; each belongs to a question of its own. */
  private static final int NAMES = 500;

  /** What they saw in some time. */
  record Report(Seen binds, Seen writes, Seen shifts, Seen stale, Seen ended) {

    int unanswered() {
      return binds.failures() + writes.failures() + shifts.failures();
    }

    /** Whether each watcher had each state, without its stream or poll being ended. */
    boolean allCurrent() {
      return stale.failures() == 0 && ended.failures() == 0;
    }

    String failures() {
      return Stream.of(binds, writes, shifts, stale, ended)
          .map(seen -> seen.lastFailure())
          .filter(failure -> !failure.isEmpty())
          .reduce((one, next) -> one + "; " + next)
          .orElse("");
    }
  }

  private final Errand binds;
  private final Errand writes;
  private final Watchers watchers;
  private final List<Thread> threads;

  private Neighbourhood(Target target) throws IOException {
    InetAddress from = InetAddress.getByAddress(ADDRESS);
    binds =
        new Errand(
            from,
            target.httpAddress(),
            BIND_PAUSE,
            (connection, number) ->
                connection.get("/api/1/bind/internal?path=/svc/n" + number % NAMES));
    writes =
        new Errand(
            from,
            target.httpAddress(),
            WRITE_PAUSE,
            (connection, number) ->
                connection.call(
                    "PUT",
                    "/api/1/dtabs/written",
                    null,
                    "/svc => /$/inet/127.0.0.1/" + number % 60_000));
    watchers = new Watchers(from, target);
    threads =
        List.of(
            Thread.ofPlatform().daemon().name("binds").unstarted(binds),
            Thread.ofPlatform().daemon().name("writes").unstarted(writes),
            Thread.ofPlatform().daemon().name("shifts").unstarted(watchers));
  }

  static Neighbourhood start(Target target) throws IOException {
    var neighbourhood = new Neighbourhood(target);
    neighbourhood.threads.forEach(Thread::start);
    return neighbourhood;
  }

  int watchers() {
    return watchers.count();
  }

  /** What they saw since the last call. */
  Report take() {
    return new Report(
        binds.take(),
        writes.take(),
        watchers.takeShifts(),
        watchers.takeStale(),
        watchers.takeEnded());
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    watchers.close();
  }
}
