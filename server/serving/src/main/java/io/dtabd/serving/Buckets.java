package io.dtabd.serving;

import java.time.Duration;
import java.util.stream.Stream;

/** The upper bounds of histogram buckets. Each costs a series for every set of label values. */
public final class Buckets {

  /**
   * From what a read of memory takes, over a write to a disk or to a store across the network, to
   * the time after which a caller has given up.
   */
  public static final Duration[] LATENCY =
      Stream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private Buckets() {}
}
