package io.dtabd.server;

import io.dtabd.config.Limits;
import io.dtabd.net.ConnectionMetrics;
import io.dtabd.net.EventLoops;
import io.dtabd.net.Interface;
import io.dtabd.net.ListenException;
import io.dtabd.net.Listener;
import io.dtabd.net.ListeningPort;
import io.dtabd.net.ReloadingTls;
import io.dtabd.net.TlsException;
import io.dtabd.serving.memory.MemoryBudget;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ports of a server. First all are planned, with their certificates, then they are opened. */
final class Listeners {

  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  /** A listener that is complete but for its socket. */
  private record Planned(Interface served, Listener.Options options) {}

  private final EventLoops loops;
  private final Limits limits;
  private final MeterRegistry meters;
  private final Resources resources;
  private final List<Planned> planned = new ArrayList<>();
  private final List<ListeningPort> open = new CopyOnWriteArrayList<>();

  /**
   * @param resources takes what is to be closed after the listeners
   */
  Listeners(EventLoops loops, Limits limits, MeterRegistry meters, Resources resources) {
    this.loops = loops;
    this.limits = limits;
    this.meters = meters;
    this.resources = resources;
  }

  /**
   * Reads the files of its TLS, if it has some.
   *
   * @param name the interface's kind, or {@code admin}
   * @param memory what its clients may have kept for them
   */
  void plan(String name, io.dtabd.config.Listener config, Interface served, MemoryBudget memory)
      throws StartException {
    Optional<ReloadingTls> tls = Optional.empty();
    if (config.tls().isPresent()) {
      try {
        tls =
            Optional.of(
                resources.add(
                    "TLS of " + name,
                    ReloadingTls.open(
                        config.tls().get(), served.protocols(), ReloadingTls.DEFAULT_INTERVAL)));
      } catch (TlsException e) {
        throw new StartException("%s: tls: %s".formatted(name, e.getMessage()), e);
      }
    }
    planned.add(
        new Planned(
            served,
            new Listener.Options(
                name,
                new InetSocketAddress(config.ip(), config.port()),
                config.socketOptions(),
                limits.maxConnections(),
                tls,
                memory)));
  }

  /** Opens those that are planned, in their order. */
  void open() throws StartException {
    for (Planned each : planned) {
      open(each.served(), each.options());
    }
  }

  private void open(Interface served, Listener.Options options) throws StartException {
    try {
      ListeningPort listener = served.open(loops, options);
      open.add(listener);
      ConnectionMetrics.register(meters, listener);
      log.info(
          "{} listens on {}",
          options.name(),
          url(served.scheme(options.tls().isPresent()), listener.address()));
    } catch (ListenException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private static String url(String scheme, InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return "%s://%s:%d"
        .formatted(scheme, host.contains(":") ? "[" + host + "]" : host, address.getPort());
  }

  /** Those that are open; the list follows. */
  List<ListeningPort> ports() {
    return open;
  }

  /** Where the first of a name was opened. */
  Optional<InetSocketAddress> address(String name) {
    return open.stream()
        .filter(listener -> listener.name().equals(name))
        .findFirst()
        .map(ListeningPort::address);
  }

  /** Lets what runs finish until {@code deadline}. The first port is closed last. */
  void drain(Instant deadline, InstantSource clock) throws InterruptedException {
    open.stream().skip(1).forEach(ListeningPort::drain);
    for (ListeningPort listener : open.reversed()) {
      Duration left = Duration.between(clock.instant(), deadline);
      listener.close(left.isNegative() ? Duration.ZERO : left);
    }
  }
}
