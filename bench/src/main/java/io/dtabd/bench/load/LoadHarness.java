package io.dtabd.bench.load;

import com.sun.management.UnixOperatingSystemMXBean;
import io.dtabd.bench.load.ServerProcess.Memory;
import io.dtabd.bench.suite.Row;
import io.dtabd.bench.suite.RowsOption;
import io.dtabd.testing.peers.Ports;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the measurements and prints them. */
@Command(
    name = "LoadHarness",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Opens many watchers on a server in another process, shifts its dtab a number of times, and",
      "prints how long a shift took from the PUT to the last watcher having it, and the memory of",
      "each watcher; then the same for a server that only sends the same bytes."
    })
final class LoadHarness implements Callable<Integer> {

  /** What is measured. */
  enum Server {
    /** The whole program. */
    DTABD,
    /** Its HTTP engine with canned answers. */
    ENGINE,
    /** Netty writing the same bytes, and nothing else: the limit. */
    BROADCAST
  }

  /** The first shifts find cold code. */
  private static final int WARM_UP_SHIFTS = 20;

  private static final int WARM_UP_WATCHERS = 500;

  /** What a JVM has open beside connections, generously. */
  private static final int OTHER_FILES = 1_000;

  /**
   * Shift number {@code n} leads to the port {@code FIRST_PORT + n}: five digits, found nowhere
   * else.
   */
  private static final int FIRST_PORT = 20_000;

  @Option(names = "--watchers", defaultValue = "15000", description = "default: ${DEFAULT-VALUE}")
  private int watchers;

  @Option(
      names = "--paths",
      split = ",",
      defaultValue = "1,500",
      description = "how many different paths they watch; default: ${DEFAULT-VALUE}")
  private List<Integer> paths = List.of();

  @Option(names = "--shifts", defaultValue = "20", description = "default: ${DEFAULT-VALUE}")
  private int shifts;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "event loops of the servers without configuration; default: ${DEFAULT-VALUE}")
  private int threads;

  @Option(
      names = "--servers",
      split = ",",
      defaultValue = "DTABD,BROADCAST",
      description = "of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
  private List<Server> servers = List.of();

  @Option(
      names = "--idle",
      defaultValue = "10",
      description = "seconds for which nothing changes; default: ${DEFAULT-VALUE}")
  private int idleSeconds;

  @Option(
      names = "--url",
      description = "measure the server that runs there, namerd too, without its memory")
  private Optional<URI> url = Optional.empty();

  @Option(
      names = "--server-option",
      description = "of the started dtabd's JVM, such as -XX:StartFlightRecording; may be repeated")
  private List<String> serverOptions = List.of();

  @Mixin private RowsOption results = new RowsOption();

  private int port = FIRST_PORT;
  private String namespace = "load";

  static void main(String[] arguments) {
    System.exit(new CommandLine(new LoadHarness()).execute(arguments));
  }

  /** What one server showed. */
  private record Result(
      Duration median, Duration slowest, long residentBytes, long heapBytes, double idleCpu) {

    double millis() {
      return median.toNanos() / 1e6;
    }

    long bytes() {
      return residentBytes + heapBytes;
    }

    String details(int watchers) {
      return String.format(
          Locale.ROOT,
          "slowest %.0f ms, heap %,d + outside %,d bytes, idle %.2f%% CPU",
          slowest.toNanos() / 1e6,
          heapBytes / watchers,
          residentBytes / watchers,
          100 * idleCpu);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long allowed = fileDescriptors() - OTHER_FILES;
    if (allowed < watchers) {
      System.out.printf("ulimit -n allows %,d watchers only%n", allowed);
      watchers = (int) allowed;
    }
    System.out.printf(
        "%,d watchers, median of %d shifts, %d processors%n",
        watchers, shifts, Runtime.getRuntime().availableProcessors());
    for (int distinct : paths) {
      var shown = new EnumMap<Server, Result>(Server.class);
      for (Server server : servers) {
        Result result = measure(server, distinct);
        shown.put(server, result);
        System.out.printf(
            Locale.ROOT,
            "%6d paths, %-10s median %.1f ms, %s%n",
            distinct,
            server.name().toLowerCase(Locale.ROOT),
            result.millis(),
            result.details(watchers));
      }
      tell(distinct, shown);
    }
    return 0;
  }

  private static long fileDescriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  private void tell(int distinct, Map<Server, Result> shown) throws IOException {
    Result ours = shown.get(Server.DTABD);
    Result limit = shown.get(Server.BROADCAST);
    if (ours == null || limit == null) {
      return;
    }
    String what = String.format(Locale.ROOT, "HTTP, %,d watchers of %,d paths", watchers, distinct);
    results.add(
        Row.millis(
            what + ": PUT to the last",
            ours.millis(),
            limit.millis(),
            ours.details(watchers) + "; broadcast: " + limit.details(watchers)));
    if (url.isEmpty()) {
      results.add(
          Row.bytes(
              what + ": memory of each",
              ours.bytes() / watchers,
              limit.bytes() / watchers,
              "heap after a full collection, and what the process grew outside of it"));
    }
  }

  private Result measure(Server server, int distinct) throws IOException, InterruptedException {
    if (server == Server.DTABD && url.isPresent()) {
      var address = new InetSocketAddress(url.get().getHost(), url.get().getPort());
      try (var own = TestNamespace.create(address, dtab())) {
        namespace = own.name();
        return times(server, address, distinct, Optional.empty());
      } finally {
        namespace = "load";
      }
    }
    try (ServerProcess process = start(server)) {
      InetSocketAddress address = process.address();
      try (var few = crowd(server, address, WARM_UP_WATCHERS, distinct)) {
        shift(server, address, few, WARM_UP_SHIFTS);
      }
      return times(server, address, distinct, Optional.of(process));
    }
  }

  private Result times(
      Server server, InetSocketAddress address, int distinct, Optional<ServerProcess> process)
      throws IOException, InterruptedException {
    Memory before = memory(process);
    try (var all = crowd(server, address, watchers, distinct)) {
      shift(server, address, all, WARM_UP_SHIFTS);
      List<Duration> times = shift(server, address, all, shifts);
      Memory after = memory(process);
      return new Result(
          times.get(times.size() / 2),
          times.getLast(),
          after.residentBytes() - before.residentBytes(),
          after.liveHeapBytes() - before.liveHeapBytes(),
          process.isPresent() ? process.get().idleCpu(Duration.ofSeconds(idleSeconds)) : 0);
    }
  }

  private static Memory memory(Optional<ServerProcess> process)
      throws IOException, InterruptedException {
    return process.isPresent() ? process.get().memory() : new Memory(0, 0);
  }

  private ServerProcess start(Server server) throws IOException, InterruptedException {
    return Ports.start(
        ports ->
            start(server, new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.next())));
  }

  private ServerProcess start(Server server, InetSocketAddress address)
      throws IOException, InterruptedException {
    return switch (server) {
      case DTABD ->
          ServerProcess.start(
              serverOptions, "io.dtabd.server.Main", address, config(address.getPort()));
      case ENGINE -> canned("io.dtabd.bench.load.EngineServer", address);
      case BROADCAST -> canned("io.dtabd.bench.load.BroadcastServer", address);
    };
  }

  private ServerProcess canned(String mainClass, InetSocketAddress address)
      throws IOException, InterruptedException {
    return ServerProcess.start(
        mainClass,
        address,
        Integer.toString(address.getPort()),
        Integer.toString(threads),
        answer("/p000"));
  }

  private String config(int listening) throws IOException {
    Path file = Files.createTempFile("dtabd-load", ".yml");
    file.toFile().deleteOnExit();
    Files.writeString(
        file,
        """
        admin: { port: 0 }
        storage: { kind: io.l5d.inMemory, namespaces: { load: "%s" } }
        interfaces: [ { kind: io.l5d.httpController, port: %d } ]
        """
            .formatted(dtab(), listening));
    return file.toString();
  }

  private Crowd crowd(Server server, InetSocketAddress address, int count, int distinct)
      throws IOException, InterruptedException {
    put(server, address);
    return Crowd.open(
        address,
        count,
        i -> "/api/1/bind/%s?watch=true&path=/svc/p%03d".formatted(namespace, i % distinct),
        marker());
  }

  /** The times of so many shifts, sorted. */
  private List<Duration> shift(Server server, InetSocketAddress address, Crowd crowd, int times)
      throws IOException, InterruptedException {
    var durations = new ArrayList<Duration>();
    for (int i = 0; i < times; i++) {
      port++;
      durations.add(crowd.measure(marker(), () -> put(server, address)));
    }
    durations.sort(null);
    return durations;
  }

  private void put(Server server, InetSocketAddress address) throws IOException {
    String body = server == Server.DTABD ? dtab() : answer("/p000");
    TestNamespace.write(address, "PUT", namespace, body);
  }

  private String marker() {
    return "/127.0.0.1/" + port;
  }

  private String dtab() {
    return "/svc => /$/inet" + marker() + ";";
  }

  /** What dtabd answers for a path under the dtab. */
  private String answer(String rest) {
    return "{\"type\":\"leaf\",\"bound\":{\"addr\":{\"type\":\"bound\",\"addrs\":[{\"ip\":\"127.0.0.1\",\"port\":%d,\"meta\":{}}],\"meta\":{}},\"id\":\"/$/inet%s\",\"path\":\"%s\"}}\n"
        .formatted(port, marker(), rest);
  }
}
