package io.dtabd.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ArrivalMetricsTest {

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger watchers = new AtomicInteger(1);
  private final AtomicInteger rounds = new AtomicInteger();
  private final ArrivalMetrics metrics =
      new ArrivalMetrics(
          () -> {
            rounds.incrementAndGet();
            return Map.of(Arrival.SENT, watchers.get());
          },
          nanos::get);

  @Test
  void statesOfOneScrapeAreCountedTogether() {
    assertThat(metrics.count(Arrival.SENT)).isEqualTo(1);
    watchers.set(2);
    assertThat(metrics.count(Arrival.SENT)).isEqualTo(1);
    assertThat(metrics.count(Arrival.ACKNOWLEDGED)).isZero();
    assertThat(rounds).hasValue(1);
  }

  @Test
  void nextScrapeCountsAnew() {
    assertThat(metrics.count(Arrival.SENT)).isEqualTo(1);
    watchers.set(2);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(metrics.count(Arrival.SENT)).isEqualTo(2);
  }
}
