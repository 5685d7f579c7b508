package io.dtabd.bench.request;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** How long requests took, and how many were answered in which time. */
final class Seen {

  /** Above all that a run waits for; the histogram's memory depends on its logarithm only. */
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);

  private static final int DIGITS = 3;

  private final Histogram times = new Histogram(LONGEST_NANOS, DIGITS);
  private final long start;
  private long last;

  /**
   * @param start of the measurement, as {@link System#nanoTime} counts
   */
  Seen(long start) {
    this.start = start;
    this.last = start;
  }

  void add(long due, long answered) {
    // Timers come a little early: what was answered before it was due took no time.
    times.recordValue(Math.clamp(answered - due, 0, LONGEST_NANOS));
    last = answered;
  }

  long count() {
    return times.getTotalCount();
  }

  double perSecond() {
    return count() * 1e9 / (last - start);
  }

  double millis(double percentile) {
    return times.getValueAtPercentile(percentile) / 1e6;
  }

  double slowestMillis() {
    return times.getMaxValue() / 1e6;
  }

  String percentiles() {
    return String.format(
        Locale.ROOT,
        "p50 %.2f, p99 %.2f, p99.9 %.2f, max %.1f ms",
        millis(50),
        millis(99),
        millis(99.9),
        slowestMillis());
  }
}
