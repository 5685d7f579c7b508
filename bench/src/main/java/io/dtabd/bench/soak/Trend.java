package io.dtabd.bench.soak;

import java.util.List;

/**
 * Whether a series of figures stays level: the median of its last third beside that of its first.
 * Medians, so that one sample at an unlucky moment decides nothing.
 */
record Trend(long first, long last) {

  /** Fewer have no thirds. */
  static final int MIN_SAMPLES = 6;

  /**
   * @param samples in the order of time, at least {@link #MIN_SAMPLES}
   */
  static Trend of(List<Long> samples) {
    if (samples.size() < MIN_SAMPLES) {
      throw new IllegalArgumentException(
          "%d samples are too few, %d are needed".formatted(samples.size(), MIN_SAMPLES));
    }
    int third = samples.size() / 3;
    return new Trend(
        median(samples.subList(0, third)),
        median(samples.subList(samples.size() - third, samples.size())));
  }

  /**
   * @param share of the first third by which the last may be above it
   */
  boolean isLevel(double share) {
    return last <= first * (1 + share);
  }

  private static long median(List<Long> samples) {
    return samples.stream().sorted().skip(samples.size() / 2).findFirst().orElseThrow();
  }
}
