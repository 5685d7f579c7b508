package io.dtabd.store.etcd;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before trying again: longer each time, and never all clients at once. */
final class Backoff {

  private final Duration first;
  private final Duration last;
  private final RandomGenerator random;
  private int failures;

  /**
   * @param first the most after one failure
   * @param last the most after many
   */
  Backoff(Duration first, Duration last, RandomGenerator random) {
    this.first = first;
    this.last = last;
    this.random = random;
  }

  /** Half of the longest, and a random part of the other half. */
  Duration next() {
    long most = Math.min(last.toNanos(), first.toNanos() << Math.min(failures, 20));
    failures++;
    return Duration.ofNanos(most / 2 + random.nextLong(most / 2 + 1));
  }

  void reset() {
    failures = 0;
  }
}
