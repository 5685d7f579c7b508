package io.dtabd.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.dtabd.bench.load.ServerProcess.Memory;
import io.dtabd.bench.suite.Row;
import io.dtabd.bench.suite.RowsOption;
import io.dtabd.mesh.proto.Mesh;
import io.dtabd.testing.peers.Ports;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the measurements of the mesh interface and prints them. */
@Command(
    name = "MeshLoadHarness",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Opens many gRPC streams on a server in another process, shifts its dtab a number of times,",
      "and prints how long a shift took from the PUT to the last stream having it, what that cost,",
      "and what each stream takes; then the same for grpc-java that only sends the same bytes."
    })
final class MeshLoadHarness implements Callable<Integer> {

  /** What is measured. */
  enum Server {
    /** The whole program. */
    DTABD,
    /** grpc-java writing the same bytes, and nothing else: the limit. */
    BROADCAST
  }

  private static final int WARM_UP_STREAMS = 1_000;
  private static final int WARM_UP_SHIFTS = 40;
  private static final int FIRST_PORT = 20_000;

  @Option(names = "--streams", defaultValue = "20000", description = "default: ${DEFAULT-VALUE}")
  private int streams;

  @Option(
      names = "--connections",
      defaultValue = "100",
      description = "that they share; default: ${DEFAULT-VALUE}")
  private int connections;

  @Option(
      names = "--paths",
      split = ",",
      defaultValue = "1,10000",
      description = "how many different paths they watch; default: ${DEFAULT-VALUE}")
  private List<Integer> paths = List.of();

  @Option(names = "--shifts", defaultValue = "20", description = "default: ${DEFAULT-VALUE}")
  private int shifts;

  @Option(
      names = "--idle",
      defaultValue = "30",
      description = "seconds for which nothing changes; default: ${DEFAULT-VALUE}")
  private int idleSeconds;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "event loops of BROADCAST; default: ${DEFAULT-VALUE}")
  private int threads;

  @Option(
      names = "--servers",
      split = ",",
      defaultValue = "DTABD,BROADCAST",
      description = "of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
  private List<Server> servers = List.of();

  @Option(
      names = "--server-option",
      description = "of the servers' JVM, such as -XX:StartFlightRecording; may be repeated")
  private List<String> serverOptions = List.of();

  @Mixin private RowsOption results = new RowsOption();

  private int port = FIRST_PORT;

  static void main(String[] arguments) {
    System.exit(new CommandLine(new MeshLoadHarness()).execute(arguments));
  }

  /** What one server showed; the times of processors are for one shift. */
  private record Result(
      Duration median,
      Duration slowest,
      Duration serverCpu,
      Duration clientCpu,
      long residentBytes,
      long heapBytes,
      double idleCpu) {

    long bytes() {
      return residentBytes + heapBytes;
    }

    String details(int streams) {
      return String.format(
          Locale.ROOT,
          "slowest %.0f ms, processor time of server %.0f ms, of clients %.0f ms,"
              + " heap %,d + outside %,d bytes, idle %.2f%% CPU",
          millis(slowest),
          millis(serverCpu),
          millis(clientCpu),
          heapBytes / streams,
          residentBytes / streams,
          100 * idleCpu);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.out.printf(
        Locale.ROOT,
        "%,d streams over %d connections, median of %d shifts, %d processors%n",
        streams,
        connections,
        shifts,
        Runtime.getRuntime().availableProcessors());
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
            millis(result.median()),
            result.details(streams));
      }
      tell(distinct, shown);
    }
    return 0;
  }

  private void tell(int distinct, Map<Server, Result> shown) throws IOException {
    Result ours = shown.get(Server.DTABD);
    Result limit = shown.get(Server.BROADCAST);
    if (ours == null || limit == null) {
      return;
    }
    String what =
        String.format(
            Locale.ROOT,
            "mesh, %,d streams over %d connections, %,d paths",
            streams,
            connections,
            distinct);
    results.add(
        Row.millis(
            what + ": PUT to the last",
            millis(ours.median()),
            millis(limit.median()),
            ours.details(streams) + "; broadcast: " + limit.details(streams)));
    results.add(
        Row.bytes(
            what + ": memory of each",
            ours.bytes() / streams,
            limit.bytes() / streams,
            "heap after a full collection, and what the process grew outside of it"));
  }

  private Result measure(Server server, int distinct) throws IOException, InterruptedException {
    try (Target target = start(server)) {
      try (MeshCrowd few = crowd(target, WARM_UP_STREAMS, distinct)) {
        shift(target, few, WARM_UP_SHIFTS);
      }
      Memory before = target.process().memory();
      try (MeshCrowd all = crowd(target, streams, distinct)) {
        shift(target, all, Math.max(1, shifts / 4));
        Duration serverCpu = target.process().cpu();
        Duration clientCpu = ServerProcess.cpu(ProcessHandle.current());
        List<Duration> times = shift(target, all, shifts);
        serverCpu = target.process().cpu().minus(serverCpu);
        clientCpu = ServerProcess.cpu(ProcessHandle.current()).minus(clientCpu);
        Memory after = target.process().memory();
        return new Result(
            times.get(times.size() / 2),
            times.getLast(),
            serverCpu.dividedBy(shifts),
            clientCpu.dividedBy(shifts),
            after.residentBytes() - before.residentBytes(),
            after.liveHeapBytes() - before.liveHeapBytes(),
            target.process().idleCpu(Duration.ofSeconds(idleSeconds)));
      }
    }
  }

  private MeshCrowd crowd(Target target, int count, int distinct)
      throws IOException, InterruptedException {
    target.put(port);
    return MeshCrowd.open(
        target.process().address(),
        Math.min(connections, count),
        count,
        i -> question("p%05d".formatted(i % distinct)),
        Integer.toString(port));
  }

  /** The times of so many shifts, sorted. */
  private List<Duration> shift(Target target, MeshCrowd crowd, int times)
      throws IOException, InterruptedException {
    var durations = new ArrayList<Duration>();
    for (int i = 0; i < times; i++) {
      port++;
      durations.add(crowd.measure(Integer.toString(port), () -> target.put(port)));
    }
    durations.sort(null);
    return durations;
  }

  private static byte[] question(String name) {
    return Mesh.BindReq.newBuilder()
        .setRoot(path("load"))
        .setName(path("svc", name))
        .build()
        .toByteArray();
  }

  private static Mesh.Path path(String... labels) {
    var path = Mesh.Path.newBuilder();
    for (String label : labels) {
      path.addElems(ByteString.copyFromUtf8(label));
    }
    return path.build();
  }

  /** A server that can be told to which port the names lead. */
  private interface Target extends AutoCloseable {

    ServerProcess process();

    void put(int port) throws IOException;

    @Override
    void close();
  }

  private Target start(Server server) throws IOException, InterruptedException {
    return Ports.start(
        ports ->
            start(
                server,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.next()),
                ports));
  }

  private Target start(Server server, InetSocketAddress address, Ports.Source ports)
      throws IOException, InterruptedException {
    return switch (server) {
      case DTABD -> Dtabd.start(address, ports.next(), serverOptions);
      case BROADCAST ->
          new Broadcast(
              ServerProcess.start(
                  serverOptions,
                  "io.dtabd.bench.load.MeshBroadcastServer",
                  address,
                  Integer.toString(address.getPort()),
                  Integer.toString(threads)),
              NettyChannelBuilder.forAddress(address).usePlaintext().build());
    };
  }

  private record Dtabd(ServerProcess process, HttpClient client, URI table) implements Target {

    static Dtabd start(InetSocketAddress mesh, int http, List<String> serverOptions)
        throws IOException, InterruptedException {
      Path file = Files.createTempFile("dtabd-load", ".yml");
      file.toFile().deleteOnExit();
      Files.writeString(
          file,
          """
          admin: { port: 0 }
          storage: { kind: io.l5d.inMemory, namespaces: { load: "" } }
          interfaces:
          - { kind: io.l5d.httpController, port: %d }
          - { kind: io.l5d.mesh, port: %d }
          """
              .formatted(http, mesh.getPort()));
      return new Dtabd(
          ServerProcess.start(serverOptions, "io.dtabd.server.Main", mesh, file.toString()),
          HttpClient.newHttpClient(),
          URI.create("http://127.0.0.1:" + http + "/api/1/dtabs/load"));
    }

    @Override
    public void put(int port) throws IOException {
      HttpRequest request =
          HttpRequest.newBuilder(table)
              .header("Content-Type", "application/dtab")
              .PUT(
                  HttpRequest.BodyPublishers.ofString(
                      "/svc => /$/inet/127.0.0.1/" + port + " ;", UTF_8))
              .build();
      try {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 204) {
          throw new IOException("the PUT was answered: " + answer + answer.body());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }

    @Override
    public void close() {
      client.close();
      process.close();
    }
  }

  private record Broadcast(ServerProcess process, ManagedChannel channel) implements Target {

    @Override
    public void put(int port) {
      Mesh.BoundNameTree leaf =
          Mesh.BoundNameTree.newBuilder()
              .setLeaf(
                  Mesh.BoundNameTree.Leaf.newBuilder()
                      .setId(path("$", "inet", "127.0.0.1", Integer.toString(port)))
                      .setResidual(path("p00000")))
              .build();
      ClientCalls.blockingUnaryCall(
          channel,
          MeshBroadcastServer.PUT,
          CallOptions.DEFAULT,
          Mesh.BoundTreeRsp.newBuilder().setTree(leaf).build().toByteArray());
    }

    @Override
    public void close() {
      channel.shutdownNow();
      process.close();
    }
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
