package io.dtabd.serving;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** How far the newest versions are known to have got to their watchers. */
public final class ArrivalMetrics {

  /**
   * Each state is a gauge of its own, and all are read in one scrape: they count all watchers once
   * for it, and add up.
   */
  private static final Duration KEPT = Duration.ofSeconds(1);

  private final Supplier<Map<Arrival, Integer>> source;
  private final LongSupplier nanos;
  private Map<Arrival, Integer> counts = Map.of();
  private long countedAt;
  private boolean counted;

  ArrivalMetrics(Supplier<Map<Arrival, Integer>> source, LongSupplier nanos) {
    this.source = source;
    this.nanos = nanos;
  }

  /** Registers what {@code propagation} knows. */
  public static void register(MeterRegistry registry, Propagation propagation) {
    var metrics = new ArrivalMetrics(propagation::arrivals, System::nanoTime);
    for (Arrival state : Arrival.values()) {
      Gauge.builder("dtabd.watchers.arrival", () -> metrics.count(state))
          .description(
              "Watchers, by how far the newest version of their dtab is known to have got to them")
          .tag("state", Labels.of(state))
          .register(registry);
    }
  }

  synchronized int count(Arrival state) {
    long now = nanos.getAsLong();
    if (!counted || now - countedAt >= KEPT.toNanos()) {
      counts = source.get();
      countedAt = now;
      counted = true;
    }
    return counts.getOrDefault(state, 0);
  }
}
