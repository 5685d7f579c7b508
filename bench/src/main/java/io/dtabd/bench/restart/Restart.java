package io.dtabd.bench.restart;

import io.dtabd.bench.restart.Round.Kind;
import io.dtabd.bench.suite.Row;
import io.dtabd.bench.suite.RowsOption;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Restarts dtabd under watchers of each kind, and prints when they were current again. */
@Command(
    name = "Restart",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Starts dtabd on files, opens as many streams over HTTP, over gRPC, and polls over thriftmux,",
      "ends it by each signal, changes the table while it is away, starts it again, and prints how",
      "long it took until all of a kind had the new state: from the signal, and from the moment at",
      "which the new process accepts connections."
    })
final class Restart implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final int FIRST_STATE = 30_000;

  /** How the server is ended. */
  enum Signal {
    TERM,
    KILL
  }

  @Option(
      names = "--watchers",
      defaultValue = "1000",
      description = "of each kind; default: ${DEFAULT-VALUE}")
  private int watchers;

  @Option(
      names = "--proxies",
      defaultValue = "10",
      description = "that share them over gRPC and thriftmux; default: ${DEFAULT-VALUE}")
  private int proxies;

  @Option(
      names = "--backoff",
      defaultValue = "5000",
      description = "milliseconds before a client asks again; default: ${DEFAULT-VALUE}")
  private int backoffMillis;

  @Option(
      names = "--max-backoff",
      defaultValue = "600000",
      description = "milliseconds to which that grows; default: ${DEFAULT-VALUE}")
  private int maxBackoffMillis;

  @Option(
      names = "--signals",
      split = ",",
      defaultValue = "TERM,KILL",
      description = "of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
  private List<Signal> signals = List.of();

  @Mixin private RowsOption rows = new RowsOption();

  private final List<Thread> running = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();
  private int state = FIRST_STATE;
  private volatile Round round = new Round("", 0);

  static void main(String[] arguments) {
    System.exit(new CommandLine(new Restart()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("dtabd-restart");
    try (var server = new RestartedServer(folder);
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      change(server);
      server.start();
      watch(server, http);
      awaitAll();
      System.out.printf(
          Locale.ROOT,
          "%,d watchers of each kind, who ask again after %,d ms%n%n",
          watchers,
          backoffMillis);
      for (Signal signal : signals) {
        measure(signal, server);
      }
      running.forEach(Thread::interrupt);
      channels.forEach(ManagedChannel::shutdownNow);
      http.shutdownNow();
    }
    return 0;
  }

  private void measure(Signal signal, RestartedServer server)
      throws IOException, InterruptedException {
    long signalled = System.nanoTime();
    switch (signal) {
      case TERM -> server.terminate();
      case KILL -> server.kill();
    }
    long gone = System.nanoTime();
    change(server);
    server.restart();
    long accepts = System.nanoTime();
    awaitAll();
    for (Kind kind : Kind.values()) {
      long[] times = round.times(kind);
      long median = times[times.length / 2];
      long last = times[times.length - 1];
      rows.add(
          Row.words(
              "restart by SIG%s, %,d watchers over %s, until the last is current"
                  .formatted(signal, watchers, kind.name().toLowerCase(Locale.ROOT)),
              "%,.0f ms after the server accepts".formatted(millis(last - accepts)),
              "",
              "median %,.0f ms; from the signal %,.0f ms, in which the process ended after %,.0f and the next accepted after %,.0f ms more; clients ask again after %,d ms"
                  .formatted(
                      millis(median - accepts),
                      millis(last - signalled),
                      millis(gone - signalled),
                      millis(accepts - gone),
                      backoffMillis)));
    }
  }

  /** From now on, there is another state to be had. */
  private void change(RestartedServer server) throws IOException {
    state++;
    round = new Round(Integer.toString(state), watchers);
    server.write("/svc => /$/inet/127.0.0.1/" + state);
  }

  private void awaitAll() throws IOException, InterruptedException {
    if (!round.all().await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException(round.missing() + " watchers did not get the state");
    }
  }

  private void watch(RestartedServer server, HttpClient http) {
    var polls = new ArrayList<Poll.Proxy>();
    for (int i = 0; i < proxies; i++) {
      polls.add(new Poll.Proxy(server.thrift()));
      channels.add(NettyChannelBuilder.forAddress(server.mesh()).usePlaintext().build());
    }
    for (int i = 0; i < watchers; i++) {
      String name = "p%05d".formatted(i);
      watch(Kind.HTTP, new HttpStream(http, bind(server.http(), name)));
      watch(Kind.MESH, new MeshStream(channels.get(i % proxies), name));
      watch(Kind.THRIFTMUX, new Poll(polls.get(i % proxies), 2 + i / proxies, name));
    }
  }

  private static URI bind(InetSocketAddress server, String name) {
    return URI.create(
        "http://127.0.0.1:%d/api/1/bind/load?path=/svc/%s&watch=1"
            .formatted(server.getPort(), name));
  }

  private void watch(Kind kind, Client client) {
    var backoff =
        new Backoff(
            Duration.ofMillis(backoffMillis),
            Duration.ofMillis(maxBackoffMillis),
            RandomGenerator.getDefault());
    running.add(Thread.startVirtualThread(new Watcher(kind, client, backoff, () -> round)));
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }
}
