package io.dtabd.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** How current what the namers know is. */
public final class NamerMetrics {

  private NamerMetrics() {}

  /**
   * @param staleSince since when the API server of a Kubernetes cluster has not answered
   */
  public static void register(
      MeterRegistry registry, Supplier<Optional<Instant>> staleSince, InstantSource clock) {
    Gauge.builder(
            "dtabd.namers.staleness",
            () ->
                staleSince
                    .get()
                    .map(since -> Duration.between(since, clock.instant()).toMillis() / 1e3)
                    .orElse(0.0))
        .description(
            "For how long a Kubernetes cluster has not answered the namers; 0 while all do")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
  }
}
