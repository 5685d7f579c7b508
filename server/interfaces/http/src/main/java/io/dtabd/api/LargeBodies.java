package io.dtabd.api;

import io.dtabd.net.http.HttpProblem;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads large bodies one after another. A table of 100,000 dentries takes a processor for a tenth
 * of a second and the heap for fifteen times its size; who writes such ones all the time is to
 * delay the like, and not the processors' other work.
 */
final class LargeBodies {

  /** Some 1,500 dentries, which are read in about a millisecond: what is shorter delays nobody. */
  static final int LARGE_BYTES = 64 << 10;

  private final Semaphore turn = new Semaphore(1, true);
  private final Duration patience;

  /**
   * @param patience how long a body waits for its turn
   */
  LargeBodies(Duration patience) {
    this.patience = patience;
  }

  /**
   * What {@code reading} gives.
   *
   * @param bytes how long the body is
   * @throws HttpProblem 503 if too many others come first
   */
  <T> T read(int bytes, Supplier<T> reading) throws InterruptedException {
    if (bytes < LARGE_BYTES) {
      return reading.get();
    }
    if (!turn.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      throw HttpProblem.unavailable(
          "Others are sending large dtabs all the time, and this one had no turn within %d ms; repeat it later"
              .formatted(patience.toMillis()),
          HttpErrors.RETRY_AFTER);
    }
    try {
      return reading.get();
    } finally {
      turn.release();
    }
  }
}
