package io.dtabd.dtab;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Runs a check on generated texts. Every run draws a new seed; a failure names the seed of its
 * case, and {@code -Ddtabd.seed=SEED} makes that case the first.
 */
final class Cases {

  private Cases() {}

  static void each(int count, Consumer<DtabTexts> check) {
    long first = Long.getLong("dtabd.seed", System.nanoTime());
    for (long seed = first; seed < first + count; seed++) {
      try {
        check.accept(new DtabTexts(new SplittableRandom(seed)));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(e.getMessage() + "\nagain with -Ddtabd.seed=" + seed, e);
      }
    }
  }
}
