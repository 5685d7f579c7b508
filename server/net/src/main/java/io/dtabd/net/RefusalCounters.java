package io.dtabd.net;

import io.dtabd.serving.Labels;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what one listener refuses, by the reason. A reason is a series once it has occurred.
 *
 * @param <R> the reasons
 */
public final class RefusalCounters<R extends Enum<R>> {

  private final MeterRegistry registry;
  private final String name;
  private final String description;
  private final String listener;
  private final Map<R, Counter> counters = new ConcurrentHashMap<>();

  /**
   * @param name of the meter, such as {@code dtabd.http.refused}
   * @param listener the value of the label {@code listener}
   */
  public RefusalCounters(MeterRegistry registry, String name, String description, String listener) {
    this.registry = registry;
    this.name = name;
    this.description = description;
    this.listener = listener;
  }

  public void add(R reason) {
    counters.computeIfAbsent(reason, this::counter).increment();
  }

  private Counter counter(R reason) {
    return Counter.builder(name)
        .description(description)
        .tag("listener", listener)
        .tag("reason", Labels.of(reason))
        .register(registry);
  }
}
