package io.dtabd.bench.load;

import io.dtabd.bench.suite.Row;
import io.dtabd.bench.suite.RowsOption;
import io.dtabd.testing.peers.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Many thriftmux polls on few connections: what they cost, and how soon they have a change. */
@Command(
    name = "PollHarness",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Opens long polls on a dtabd in another process, shifts its dtab a number of times, and prints",
      "how long a shift took from the PUT to the last poll being answered, the memory of each poll,",
      "the processor time of a server whose polls all hang, and how long they take after a restart;",
      "then the same for Netty that only parks polls and answers them with the same bytes."
    })
final class PollHarness implements Callable<Integer> {

  private static final int FIRST_PORT = 20_000;
  private static final int WARM_UP_SHIFTS = 10;

  @Option(names = "--polls", defaultValue = "20000", description = "default: ${DEFAULT-VALUE}")
  private int polls;

  @Option(names = "--connections", defaultValue = "50", description = "default: ${DEFAULT-VALUE}")
  private int connections;

  @Option(names = "--paths", defaultValue = "500", description = "default: ${DEFAULT-VALUE}")
  private int paths;

  @Option(names = "--shifts", defaultValue = "20", description = "default: ${DEFAULT-VALUE}")
  private int shifts;

  @Option(names = "--idle", defaultValue = "20", description = "seconds; default: ${DEFAULT-VALUE}")
  private int idle;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "event loops of the limit; default: ${DEFAULT-VALUE}")
  private int threads;

  @Option(
      names = "--server-option",
      description = "of dtabd's JVM, such as -XX:StartFlightRecording; may be repeated")
  private List<String> serverOptions = List.of();

  @Mixin private RowsOption results = new RowsOption();

  private int shift;

  static void main(String[] arguments) {
    System.exit(new CommandLine(new PollHarness()).execute(arguments));
  }

  /** What one server showed; the times are from the PUT to the last poll, sorted. */
  private record Result(List<Long> nanos, long heapBytes, long residentBytes, double idleCpu) {

    double medianMillis() {
      return nanos.get(nanos.size() / 2) / 1e6;
    }

    long bytes() {
      return heapBytes + residentBytes;
    }

    String details(int polls) {
      return String.format(
          Locale.ROOT,
          "slowest %.0f ms, heap %,d + outside %,d bytes, idle %.2f%% CPU",
          nanos.getLast() / 1e6,
          heapBytes / polls,
          residentBytes / polls,
          100 * idleCpu);
    }
  }

  /**
   * A server that is measured.
   *
   * @param process at whose address it takes polls
   * @param http where it takes tables
   */
  private record Target(ServerProcess process, InetSocketAddress http) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    var crowd = new PollCrowd(polls, connections, paths);
    Target dtabd = Ports.start(ports -> dtabd(at(ports.next()), at(ports.next())));
    Result ours;
    try (ServerProcess server = dtabd.process()) {
      ours = measure(server, dtabd.http(), crowd);
    }
    System.out.printf(
        "dtabd      median %.1f ms, %s%n", ours.medianMillis(), ours.details(crowd.size()));
    double restart = restart(crowd, dtabd);
    Path canned = Files.createTempFile("dtabd-answer", ".mux");
    canned.toFile().deleteOnExit();
    Files.write(canned, crowd.anAnswer());
    Result limit = limit(canned);
    String what =
        String.format(
            Locale.ROOT,
            "thriftmux, %,d polls over %d connections, %,d paths",
            crowd.size(),
            connections,
            paths);
    results.add(
        Row.millis(
            what + ": PUT to the last",
            ours.medianMillis(),
            limit.medianMillis(),
            ours.details(crowd.size()) + "; parked frames: " + limit.details(crowd.size())));
    results.add(
        Row.bytes(
            what + ": memory of each",
            ours.bytes() / crowd.size(),
            limit.bytes() / crowd.size(),
            "heap after a full collection, and what the process grew outside of it"));
    results.add(
        Row.words(
            what + ": restart",
            Row.decimals(restart) + " ms",
            "",
            "until all are current, after the server accepts"));
    return 0;
  }

  private Result measure(ServerProcess server, InetSocketAddress http, PollCrowd crowd)
      throws IOException, InterruptedException {
    ServerProcess.Memory before = server.memory();
    long opening = System.nanoTime();
    long opened = crowd.connect(server.address());
    System.out.printf("opened %,d in %.0f ms%n", crowd.size(), (opened - opening) / 1e6);
    var times = new ArrayList<Long>();
    for (int i = -WARM_UP_SHIFTS; i < shifts; i++) {
      shift++;
      long from = System.nanoTime();
      TestNamespace.write(http, "PUT", "load", dtab());
      long last = crowd.awaitAll();
      if (i >= 0) {
        times.add(last - from);
      }
    }
    times.sort(null);
    ServerProcess.Memory after = server.memory();
    return new Result(
        times,
        after.liveHeapBytes() - before.liveHeapBytes(),
        after.residentBytes() - before.residentBytes(),
        server.idleCpu(Duration.ofSeconds(idle)));
  }

  /** From when the server accepts again until all have what changed in between. */
  private double restart(PollCrowd crowd, Target ended) throws IOException, InterruptedException {
    shift++;
    InetSocketAddress thrift = ended.process().address();
    Ports.awaitFree("dtabd", thrift.getPort(), ended.http().getPort());
    try (crowd;
        var _ = dtabd(thrift, ended.http()).process()) {
      long up = System.nanoTime();
      return (crowd.connect(thrift) - up) / 1e6;
    }
  }

  private Result limit(Path canned) throws IOException, InterruptedException {
    Target parked = Ports.start(ports -> parked(at(ports.next()), at(ports.next()), canned));
    try (ServerProcess server = parked.process();
        var crowd = new PollCrowd(polls, connections, paths)) {
      return measure(server, parked.http(), crowd);
    }
  }

  private Target parked(InetSocketAddress thrift, InetSocketAddress put, Path canned)
      throws IOException, InterruptedException {
    return new Target(
        ServerProcess.start(
            "io.dtabd.bench.load.PollBroadcastServer",
            thrift,
            Integer.toString(thrift.getPort()),
            Integer.toString(put.getPort()),
            Integer.toString(threads),
            canned.toString()),
        put);
  }

  private Target dtabd(InetSocketAddress thrift, InetSocketAddress http)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("dtabd-polls", ".yml");
    file.toFile().deleteOnExit();
    Files.writeString(
        file,
        """
        admin: { port: 0 }
        storage: { kind: io.l5d.inMemory, namespaces: { load: "%s" } }
        interfaces:
        - { kind: io.l5d.httpController, port: %d }
        - { kind: io.l5d.thriftNameInterpreter, port: %d }
        """
            .formatted(dtab(), http.getPort(), thrift.getPort()));
    return new Target(
        ServerProcess.start(serverOptions, "io.dtabd.server.Main", thrift, file.toString()), http);
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private String dtab() {
    return "/svc => /$/inet/127.0.0.1/" + (FIRST_PORT + shift);
  }
}
