package io.dtabd.bench.attack;

import io.dtabd.bench.soak.Latencies;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** What somebody saw in some time: how long things took, and how many failed. */
final class Seen {

  private final Latencies times = new Latencies();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile String lastFailure = "";

  /**
   * Adds how long something took. What could not even be asked meanwhile, since it was not over,
   * counts with what it would have waited: or else a server that answers nobody for half a minute
   * would have one slow answer among a hundred fast ones.
   *
   * @param interval after which it is done again
   */
  void took(long elapsedNanos, Duration interval) {
    for (long nanos = elapsedNanos; nanos > 0; nanos -= interval.toNanos()) {
      times.add(nanos);
    }
  }

  void failed(String why) {
    failures.incrementAndGet();
    lastFailure = why;
  }

  Latencies times() {
    return times;
  }

  int failures() {
    return failures.get();
  }

  /** Empty if there was none. */
  String lastFailure() {
    return lastFailure;
  }

  /** What is seen now, until somebody takes it. */
  static final class Now {

    private Seen seen = new Seen();

    synchronized Seen get() {
      return seen;
    }

    /** What was seen since the last call. */
    synchronized Seen take() {
      Seen taken = seen;
      seen = new Seen();
      return taken;
    }
  }
}
