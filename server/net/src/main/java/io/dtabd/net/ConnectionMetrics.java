package io.dtabd.net;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The connections of listeners. */
public final class ConnectionMetrics {

  private ConnectionMetrics() {}

  /** Registers what {@code listener} counts, under its name. It is held weakly. */
  public static void register(MeterRegistry registry, ListeningPort listener) {
    Gauge.builder("dtabd.connections", listener, ListeningPort::connections)
        .description("Connections that are open")
        .tag("listener", listener.name())
        .register(registry);
    FunctionCounter.builder("dtabd.connections.accepted", listener, ListeningPort::accepted)
        .description("Connections accepted")
        .tag("listener", listener.name())
        .register(registry);
    FunctionCounter.builder("dtabd.connections.refused", listener, ListeningPort::refused)
        .description("Connections closed at once because there were too many")
        .tag("listener", listener.name())
        .register(registry);
  }
}
