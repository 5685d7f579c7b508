package io.dtabd.net;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.net.InetSocketAddress;

/** The connections of listeners. */
public final class ConnectionMetrics {

  /** The label that tells listeners of one name apart, such as {@code 127.0.0.1:4180}. */
  public static final String ADDRESS = "address";

  private ConnectionMetrics() {}

  /**
   * Registers what {@code listener} counts, under its name and address: several listeners may have
   * one name. It is held weakly.
   */
  public static void register(MeterRegistry registry, ListeningPort listener) {
    Tags labels = Tags.of("listener", listener.name(), ADDRESS, address(listener));
    Gauge.builder("dtabd.connections", listener, ListeningPort::connections)
        .description("Connections that are open")
        .tags(labels)
        .register(registry);
    FunctionCounter.builder("dtabd.connections.accepted", listener, ListeningPort::accepted)
        .description("Connections accepted")
        .tags(labels)
        .register(registry);
    FunctionCounter.builder("dtabd.connections.refused", listener, ListeningPort::refused)
        .description("Connections closed at once because there were too many")
        .tags(labels)
        .register(registry);
  }

  private static String address(ListeningPort listener) {
    InetSocketAddress address = listener.address();
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
