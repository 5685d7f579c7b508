package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.testing.peers.ChildProcess;
import io.dtabd.testing.peers.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;

/** The program in a JVM of its own, with the store in a folder; it comes back on its ports. */
final class ProgramInJvm implements AutoCloseable {

  private final int thrift;
  private final int http;
  private final Path log;
  private final List<String> command;
  private ChildProcess process;

  static ProgramInJvm start(Path folder) throws IOException {
    return start(folder, Ports::free);
  }

  static ProgramInJvm start(Path folder, Ports.Source ports) throws IOException {
    return Ports.start(ports, each -> new ProgramInJvm(folder, each.next(), each.next()));
  }

  private ProgramInJvm(Path folder, int thrift, int http) throws IOException {
    this.thrift = thrift;
    this.http = http;
    log = folder.resolve("log");
    Path config =
        Files.writeString(
            folder.resolve("config.yml"),
            """
            admin: {port: 0}
            storage: {kind: io.dtabd.file, dir: '%s'}
            interfaces:
            - {kind: io.l5d.httpController, port: %d}
            - {kind: io.l5d.thriftNameInterpreter, port: %d}
            """
                .formatted(folder.resolve("data"), http, thrift));
    command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "io.dtabd.server.Main",
            config.toString());
    process = ChildProcess.start(log, command);
    try {
      awaitAccepting();
    } catch (ConditionTimeoutException e) {
      process.close();
      throw e;
    }
  }

  private void awaitAccepting() throws IOException {
    await().until(() -> !process.isAlive() || (serves(thrift) && serves(http)));
    process.requireAlive("dtabd");
  }

  /** Asks the kernel first: another program that has the port may let connections wait. */
  private boolean serves(int port) {
    if (!process.listensOn(port)) {
      return false;
    }
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  InetSocketAddress thrift() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), thrift);
  }

  void put(String dtab) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/api/1/dtabs/internal"))
              .header("Content-Type", "application/dtab")
              .PUT(BodyPublishers.ofString(dtab));
      assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(204);
    }
  }

  /** SIGTERM; returns when it has ended. */
  void terminate() throws InterruptedException {
    assertThat(process.terminate()).as(process.lastWords()).isTrue();
  }

  /** SIGKILL. */
  void kill() {
    process.close();
  }

  void restart() throws IOException {
    Ports.awaitFree("dtabd", thrift, http);
    process = ChildProcess.start(log, command);
    awaitAccepting();
  }

  @Override
  public void close() {
    process.close();
  }
}
