package io.dtabd.bench.load;

import io.dtabd.bench.load.ServerProcess.Memory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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

  @Option(names = "--url", description = "measure the dtabd that runs there, without its memory")
  private Optional<URI> url = Optional.empty();

  private int port = FIRST_PORT;

  static void main(String[] arguments) {
    System.exit(new CommandLine(new LoadHarness()).execute(arguments));
  }

  /** What one server showed. */
  private record Result(Duration median, Duration slowest, long residentBytes, long heapBytes) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.out.printf(
        "%,d watchers, median of %d shifts, %d processors%n%n",
        watchers, shifts, Runtime.getRuntime().availableProcessors());
    System.out.printf(
        "%6s  %-10s %12s %12s %14s %14s%n",
        "paths", "server", "median ms", "slowest ms", "outside/watcher", "heap/watcher");
    for (int distinct : paths) {
      var medians = new ArrayList<Duration>();
      for (Server server : servers) {
        Result result = measure(server, distinct);
        medians.add(result.median());
        System.out.printf(
            Locale.ROOT,
            "%6d  %-10s %12.1f %12.1f %14d %14d%n",
            distinct,
            server.name().toLowerCase(Locale.ROOT),
            result.median().toNanos() / 1e6,
            result.slowest().toNanos() / 1e6,
            result.residentBytes() / watchers,
            result.heapBytes() / watchers);
      }
      if (medians.size() > 1) {
        System.out.printf(
            Locale.ROOT,
            "        %s to %s: %.2f%n",
            servers.getFirst().name().toLowerCase(Locale.ROOT),
            servers.getLast().name().toLowerCase(Locale.ROOT),
            (double) medians.getFirst().toNanos() / medians.getLast().toNanos());
      }
    }
    return 0;
  }

  private Result measure(Server server, int distinct) throws IOException, InterruptedException {
    if (server == Server.DTABD && url.isPresent()) {
      var address = new InetSocketAddress(url.get().getHost(), url.get().getPort());
      return times(server, address, distinct, new Memory(0, 0), () -> new Memory(0, 0));
    }
    try (ServerProcess process = start(server)) {
      InetSocketAddress address = process.address();
      try (var few = crowd(server, address, WARM_UP_WATCHERS, distinct)) {
        shift(server, address, few, WARM_UP_SHIFTS);
      }
      return times(server, address, distinct, process.memory(), process::memory);
    }
  }

  /** Asks how much memory a server takes. */
  @FunctionalInterface
  private interface MemoryProbe {
    Memory ask() throws IOException, InterruptedException;
  }

  private Result times(
      Server server, InetSocketAddress address, int distinct, Memory before, MemoryProbe probe)
      throws IOException, InterruptedException {
    try (var all = crowd(server, address, watchers, distinct)) {
      shift(server, address, all, WARM_UP_SHIFTS);
      List<Duration> times = shift(server, address, all, shifts);
      Memory after = probe.ask();
      return new Result(
          times.get(times.size() / 2),
          times.getLast(),
          after.residentBytes() - before.residentBytes(),
          after.liveHeapBytes() - before.liveHeapBytes());
    }
  }

  private ServerProcess start(Server server) throws IOException, InterruptedException {
    int listening = ServerProcess.freePort();
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), listening);
    return switch (server) {
      case DTABD -> ServerProcess.start("io.dtabd.server.Main", address, config(listening));
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
        admin: { port: %d }
        storage: { kind: io.l5d.inMemory, namespaces: { load: "%s" } }
        interfaces: [ { kind: io.l5d.httpController, port: %d } ]
        """
            .formatted(ServerProcess.freePort(), dtab(), listening));
    return file.toString();
  }

  private Crowd crowd(Server server, InetSocketAddress address, int count, int distinct)
      throws IOException, InterruptedException {
    put(server, address);
    return Crowd.open(
        address,
        count,
        i -> "/api/1/bind/load?watch=true&path=/svc/p%03d".formatted(i % distinct),
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
    byte[] body =
        (server == Server.DTABD ? dtab() : answer("/p000")).getBytes(StandardCharsets.US_ASCII);
    String head =
        "PUT /api/1/dtabs/load HTTP/1.1\r\nConnection: close\r\nContent-Type: application/dtab\r\nContent-Length: %d\r\n\r\n"
            .formatted(body.length);
    try (var socket = new Socket(address.getAddress(), address.getPort())) {
      byte[] request = new byte[head.length() + body.length];
      System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, request, 0, head.length());
      System.arraycopy(body, 0, request, head.length(), body.length);
      socket.getOutputStream().write(request);
      String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      if (!answer.equals("HTTP/1.1 204")) {
        String rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        throw new IOException("the PUT was answered: " + answer + rest);
      }
    }
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
