package io.dtabd.thriftmux;

import io.dtabd.config.Limits;
import io.dtabd.config.SocketOptions;
import io.dtabd.net.Listener;
import io.dtabd.net.ListeningPort;
import io.dtabd.net.ReloadingTls;
import io.dtabd.serving.memory.MemoryBudget;
import io.dtabd.testing.servers.RawMux;
import io.dtabd.testing.servers.World;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Thriftmux on a world of its own, which has the addresses of the recorded namerd. */
final class ThriftFixture implements AutoCloseable {

  private final World world;
  private final Map<Refusal, AtomicInteger> refusals = new ConcurrentHashMap<>();
  private final AtomicLong nanos = new AtomicLong();
  private final ThriftProtocol protocol;
  private final ListeningPort listener;

  private ThriftFixture(
      Path disco, String internal, MemoryBudget memory, Optional<ReloadingTls> tls) {
    world =
        World.builder()
            .recordedFiles(disco)
            .dtabs(Map.of("internal", internal))
            .memory(memory)
            .build();
    protocol =
        new ThriftProtocol(
            world.serving(),
            Limits.DEFAULT,
            Timeouts.of(Limits.DEFAULT, SocketOptions.DEFAULT),
            new Counts(),
            nanos::get);
    listener =
        world.open("thrift", (loops, options) -> Listener.open(loops, options, protocol), tls);
  }

  /**
   * @param internal the dtab of the namespace {@code internal}
   */
  static ThriftFixture of(Path disco, String internal) {
    return new ThriftFixture(disco, internal, MemoryBudget.ofThisProcess(), Optional.empty());
  }

  static ThriftFixture of(Path disco, String internal, MemoryBudget memory) {
    return new ThriftFixture(disco, internal, memory, Optional.empty());
  }

  static ThriftFixture overTls(Path disco, String internal, ReloadingTls tls) {
    return new ThriftFixture(disco, internal, MemoryBudget.ofThisProcess(), Optional.of(tls));
  }

  World world() {
    return world;
  }

  RawMux client() throws IOException {
    return RawMux.connect(address());
  }

  InetSocketAddress address() {
    return listener.address();
  }

  ListeningPort listener() {
    return listener;
  }

  /** Time goes by, as it does not by itself. */
  void skip(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  int refused(Refusal reason) {
    AtomicInteger count = refusals.get(reason);
    return count == null ? 0 : count.get();
  }

  /** How many watches there are, and calls that are open on their behalf. */
  long places() {
    return protocol.places().taken();
  }

  @Override
  public void close() {
    world.close();
  }

  private final class Counts implements ThriftMetrics {
    @Override
    public void refused(Refusal reason) {
      refusals.computeIfAbsent(reason, _ -> new AtomicInteger()).incrementAndGet();
    }
  }
}
