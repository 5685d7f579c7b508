package io.dtabd.bench.restart;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long Linkerd waits before it asks again after a failure: at first {@code base}, then
 * something between that and three times what it waited before, up to {@code max}.
 */
final class Backoff {

  private final Duration base;
  private final Duration max;
  private final RandomGenerator random;
  private Duration last = Duration.ZERO;

  Backoff(Duration base, Duration max, RandomGenerator random) {
    this.base = base;
    this.max = max;
    this.random = random;
  }

  void reset() {
    last = Duration.ZERO;
  }

  Duration next() {
    long most = Math.min(max.toNanos(), 3 * last.toNanos());
    last =
        most <= base.toNanos() ? base : Duration.ofNanos(random.nextLong(base.toNanos(), most + 1));
    return last;
  }
}
