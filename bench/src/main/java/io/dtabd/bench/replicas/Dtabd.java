package io.dtabd.bench.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dtabd.testing.peers.ChildProcess;
import io.dtabd.testing.peers.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** dtabd in a JVM of its own, which can be killed, frozen, and started again where it was. */
final class Dtabd implements AutoCloseable {

  private static final String HEAP = "128m";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final int port;
  private final Path log;
  private final List<String> command;
  private final HttpClient http = HttpClient.newHttpClient();

  /** Changes when it is killed or frozen: whoever met a failure looks whether that is why. */
  private final AtomicInteger disturbed = new AtomicInteger();

  private volatile ChildProcess process;

  private Dtabd(int port, Path log, List<String> command) throws IOException {
    this.port = port;
    this.log = log;
    this.command = command;
    process = ChildProcess.start(log, command);
  }

  /**
   * Starts it, and returns when it answers from its store.
   *
   * @param folder for the configuration and the log
   * @param storage the lines of the configuration that say where dtabs and services are
   */
  static Dtabd start(Path folder, String name, String storage)
      throws IOException, InterruptedException {
    return Ports.start(ports -> start(folder, name, storage, ports.next()));
  }

  private static Dtabd start(Path folder, String name, String storage, int port)
      throws IOException, InterruptedException {
    Path config =
        Files.writeString(
            folder.resolve(name + ".yml"),
            """
            admin: { port: 0 }
            interfaces: [ { kind: io.l5d.httpController, port: %d } ]
            %s
            """
                .formatted(port, storage));
    var dtabd =
        new Dtabd(
            port,
            folder.resolve(name + ".log"),
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // it is started anew all the time
                "-Xmx" + HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                "io.dtabd.server.Main",
                config.toString()));
    try {
      dtabd.awaitReady();
      return dtabd;
    } catch (IOException e) {
      dtabd.close();
      throw e;
    }
  }

  URI uri(String target) {
    return URI.create("http://127.0.0.1:" + port + target);
  }

  /** Returns when it answers from its store. */
  void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (!answers() || !process.listensOn(port)) {
      process.requireAlive("dtabd");
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("dtabd did not come up; " + log + ": " + process.lastWords());
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      var request = HttpRequest.newBuilder(uri("/api/1/dtabs")).timeout(Duration.ofSeconds(2));
      return http.send(request.build(), BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  void create(String namespace, String dtab) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(uri("/api/1/dtabs/" + namespace))
            .header("Content-Type", "application/dtab")
            .POST(BodyPublishers.ofString(dtab)));
  }

  /** The answer to a GET that must succeed. */
  String get(String target) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(target)));
  }

  /** The first line of a stream, or the status if there is none. */
  String firstLine(String target) throws IOException, InterruptedException {
    var answer =
        http.send(HttpRequest.newBuilder(uri(target)).build(), BodyHandlers.ofInputStream());
    try (var lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
      return answer.statusCode() == 200
          ? String.valueOf(lines.readLine())
          : Integer.toString(answer.statusCode());
    }
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(answer.uri() + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  /** Its memory, with the garbage collected first. */
  Vitals vitals() throws IOException, InterruptedException {
    return Vitals.of(process.pid());
  }

  int disturbed() {
    return disturbed.get();
  }

  /** SIGKILL. */
  void kill() {
    disturbed.incrementAndGet();
    process.close();
    disturbed.incrementAndGet(); // what was answered in between tells nothing
  }

  void restart() throws IOException {
    Ports.awaitFree("dtabd", port);
    process = ChildProcess.start(log, command);
  }

  /** SIGSTOP: its connections stay open, and it answers nothing. */
  void freeze() {
    disturbed.incrementAndGet();
    process.pause();
    disturbed.incrementAndGet();
  }

  /** SIGCONT. */
  void resume() {
    process.resume();
    disturbed.incrementAndGet();
  }

  @Override
  public void close() {
    process.close();
    http.close();
  }
}
