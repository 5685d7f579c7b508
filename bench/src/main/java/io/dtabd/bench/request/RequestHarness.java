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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures requests over HTTP, on any server with namerd's API. */
@Command(
    name = "RequestHarness",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Asks a server as fast as it answers, then at a steady rate, and prints how many requests it",
      "answered and how long they took from when they were due; then the same for Netty answering",
      "with the same bytes: bare, and reading the requests with its own HTTP decoder before."
    })
final class RequestHarness implements Callable<Integer> {

  @Option(
      names = "--url",
      description = "of the server's HTTP interface; without it a dtabd is started")
  private Optional<URI> url = Optional.empty();

  @Option(names = "--ask", split = ",", description = "of ${COMPLETION-CANDIDATES}; default: all")
  private List<Question> questions = Arrays.asList(Question.values());

  @Option(names = "--connections", defaultValue = "32", description = "default: ${DEFAULT-VALUE}")
  private int connections;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "for each server; default: ${DEFAULT-VALUE}")
  private int warmUp;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "of which the median is taken; default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "3",
      description = "of each round; default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--load",
      paramLabel = "PERCENT",
      defaultValue = "50",
      description = {
        "of what the server answers at most is the steady rate, of both servers; 0 for none;",
        "default: ${DEFAULT-VALUE}"
      })
  private int loadPercent;

  @Option(
      names = "--steady",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "at that rate; default: ${DEFAULT-VALUE}")
  private int steadySeconds;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "event loops of the canned servers; default: ${DEFAULT-VALUE}")
  private int threads;

  @Option(
      names = "--server-option",
      description = "of the started dtabd's JVM, such as -XX:StartFlightRecording; may be repeated")
  private List<String> serverOptions = List.of();

  @Mixin private RowsOption results = new RowsOption();

  static void main(String[] arguments) {
    System.exit(new CommandLine(new RequestHarness()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (url.isPresent()) {
      measure(new InetSocketAddress(url.get().getHost(), url.get().getPort()), Optional.empty());
    } else {
      try (ServerProcess dtabd = startDtabd()) {
        measure(dtabd.address(), Optional.of(dtabd));
      }
    }
    return 0;
  }

  private ServerProcess startDtabd() throws IOException, InterruptedException {
    return Ports.start(ports -> startDtabd(ports.next()));
  }

  private ServerProcess startDtabd(int port) throws IOException, InterruptedException {
    Path config = Files.createTempFile("dtabd-requests", ".yml");
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
        serverOptions,
        "io.dtabd.server.Main",
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        config.toString());
  }

  private void measure(InetSocketAddress server, Optional<ServerProcess> process)
      throws IOException, InterruptedException {
    try (var namespace = TestNamespace.create(server, Question.DTAB)) {
      for (Question question : questions) {
        measure(question, namespace.name(), server, process);
      }
    }
  }

  private void measure(
      Question question,
      String namespace,
      InetSocketAddress server,
      Optional<ServerProcess> process)
      throws IOException, InterruptedException {
    List<byte[]> requests = question.requests(namespace);
    Path answer = Files.createTempFile("dtabd-answer", ".http");
    answer.toFile().deleteOnExit();
    Files.write(answer, Answers.first(server, requests.getFirst()));
    try (ServerProcess bare = canned("BARE", answer);
        ServerProcess http = canned("HTTP", answer);
        var ours = Measured.open(server, process, connections, requests);
        var bares = Measured.open(bare.address(), Optional.of(bare), connections, requests);
        var https = Measured.open(http.address(), Optional.of(http), connections, requests)) {
      List<Measured> all = List.of(ours, bares, https);
      for (Measured each : all) {
        each.warmUp(Duration.ofSeconds(warmUp));
      }
      for (int i = 0; i < rounds; i++) {
        for (Measured each : all) {
          each.round(Duration.ofSeconds(seconds));
        }
      }
      results.add(
          Row.rate(
              question.title() + ", requests",
              ours.perSecond(),
              bares.perSecond(),
              String.format(
                  Locale.ROOT,
                  "%d connections; processor time of a request: %s, bare %s; Netty with its HTTP decoder %,.0f/s, %s",
                  connections,
                  ours.cpuOfRequest(),
                  bares.cpuOfRequest(),
                  https.perSecond(),
                  https.cpuOfRequest())));
      if (loadPercent > 0) {
        steady(question, ours, bares);
      }
    }
  }

  private void steady(Question question, Measured ours, Measured bare)
      throws IOException, InterruptedException {
    double rate = ours.perSecond() * loadPercent / 100;
    Duration length = Duration.ofSeconds(steadySeconds);
    ours.callers().atRate(rate, Duration.ofSeconds(1)); // a first second finds its pace
    Seen seen = ours.callers().atRate(rate, length);
    bare.callers().atRate(rate, Duration.ofSeconds(1));
    Seen limit = bare.callers().atRate(rate, length);
    results.add(
        Row.millis(
            String.format(Locale.ROOT, "%s, p99 at %,.0f/s", question.title(), rate),
            seen.millis(99),
            limit.millis(99),
            seen.percentiles() + "; bare " + limit.percentiles()));
  }

  private ServerProcess canned(String kind, Path answer) throws IOException, InterruptedException {
    return Ports.start(ports -> canned(kind, answer, ports.next()));
  }

  private ServerProcess canned(String kind, Path answer, int port)
      throws IOException, InterruptedException {
    return ServerProcess.start(
        "io.dtabd.bench.request.CannedServer",
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        Integer.toString(port),
        Integer.toString(threads),
        kind,
        answer.toString());
  }
}
