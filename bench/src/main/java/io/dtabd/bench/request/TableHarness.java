package io.dtabd.bench.request;

import io.dtabd.bench.load.ServerProcess;
import io.dtabd.bench.load.TestNamespace;
import io.dtabd.bench.suite.Row;
import io.dtabd.bench.suite.RowsOption;
import io.dtabd.testing.peers.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the length of a table costs. */
@Command(
    name = "TableHarness",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Puts tables of several lengths and binds names in each, never one twice in a row, on one",
      "connection. The limit is the same server with the shortest table."
    })
final class TableHarness implements Callable<Integer> {

  /** More than a server would keep ready. */
  private static final int NAMES = 20_000;

  /** The first find cold code. */
  private static final int WARM_UP_PUTS = 50;

  /** Dentries of every table beside its services. */
  private static final int RULES = 4;

  @Option(
      names = "--url",
      description = "of the server's HTTP interface; without it a dtabd is started")
  private Optional<URI> url = Optional.empty();

  @Option(
      names = "--sizes",
      split = ",",
      defaultValue = "10,100,1000,10000,100000",
      description = "in dentries; default: ${DEFAULT-VALUE}")
  private List<Integer> sizes = List.of();

  @Option(
      names = "--seconds",
      defaultValue = "5",
      description = "of binding, for each; twice as long to warm up; default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--puts",
      defaultValue = "7",
      description = "of which the median is taken; default: ${DEFAULT-VALUE}")
  private int puts;

  @Mixin private RowsOption results = new RowsOption();

  static void main(String[] arguments) {
    System.exit(new CommandLine(new TableHarness()).execute(arguments));
  }

  /** What a table of one length showed, in milliseconds. */
  private record Result(double put, Seen binds) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (url.isPresent()) {
      measure(new InetSocketAddress(url.get().getHost(), url.get().getPort()));
    } else {
      try (ServerProcess dtabd = startDtabd()) {
        measure(dtabd.address());
      }
    }
    return 0;
  }

  private void measure(InetSocketAddress server) throws IOException, InterruptedException {
    warmUp(server);
    var shown = new ArrayList<Result>();
    for (int size : sizes) {
      Result result = measure(server, size);
      shown.add(result);
      Result shortest = shown.getFirst();
      results.add(
          Row.millis(
              String.format(Locale.ROOT, "bind over HTTP, table of %,d dentries", size),
              result.binds().millis(50),
              shortest.binds().millis(50),
              "p50 of one connection; " + result.binds().percentiles()));
      results.add(
          Row.millis(
              String.format(Locale.ROOT, "PUT of a table of %,d dentries", size),
              result.put(),
              shortest.put(),
              String.format(
                  Locale.ROOT,
                  "median of %d; %.2f µs for each dentry",
                  puts,
                  result.put() * 1e3 / size)));
    }
  }

  private void warmUp(InetSocketAddress server) throws IOException, InterruptedException {
    try (var namespace = TestNamespace.create(server, table(1_000, 0))) {
      for (int i = 1; i <= WARM_UP_PUTS; i++) {
        namespace.put(table(1_000, i));
      }
      bind(server, namespace, Duration.ofSeconds(2L * seconds));
    }
  }

  private Result measure(InetSocketAddress server, int size)
      throws IOException, InterruptedException {
    try (var namespace = TestNamespace.create(server, table(size, 0))) {
      var times = new ArrayList<Double>();
      for (int i = 1; i <= puts; i++) {
        String table = table(size, i);
        long begun = System.nanoTime();
        namespace.put(table);
        times.add((System.nanoTime() - begun) / 1e6);
      }
      times.sort(null);
      bind(server, namespace, Duration.ofSeconds(1));
      return new Result(
          times.get(times.size() / 2), bind(server, namespace, Duration.ofSeconds(seconds)));
    }
  }

  private static Seen bind(InetSocketAddress server, TestNamespace namespace, Duration length)
      throws IOException, InterruptedException {
    List<byte[]> requests =
        IntStream.range(0, NAMES)
            .mapToObj(
                i ->
                    Question.get(
                        "/api/1/bind/%s?path=/svc/t1/s1/%d".formatted(namespace.name(), i)))
            .toList();
    try (var callers = Callers.open(server, 1, requests)) {
      return callers.asFastAsItGoes(length);
    }
  }

  /**
   * Services of teams, and rules for all of them before; the name that is asked for is matched by
   * three dentries. They are short, so that 100,000 stay below what a store takes.
   */
  private static String table(int size, int edition) {
    var text = new StringBuilder();
    text.append("/h=>/$/inet/10.0.0.1/80;\n/svc=>/h;\n/svc/*=>/h;\n/edition=>/e");
    text.append(edition).append(";\n");
    for (int i = RULES; i < size; i++) {
      text.append("/svc/t%d/s%d=>/h;\n".formatted(i / 20 + 1, i - RULES + 1));
    }
    return text.toString();
  }

  private static ServerProcess startDtabd() throws IOException, InterruptedException {
    return Ports.start(ports -> startDtabd(ports.next()));
  }

  private static ServerProcess startDtabd(int port) throws IOException, InterruptedException {
    Path config = Files.createTempFile("dtabd-tables", ".yml");
    config.toFile().deleteOnExit();
    Files.writeString(
        config,
        """
        admin: { port: 0 }
        storage: { kind: io.l5d.inMemory }
        interfaces: [ { kind: io.l5d.httpController, port: %d } ]
        """
            .formatted(port));
    return ServerProcess.start(
        "io.dtabd.server.Main",
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        config.toString());
  }
}
