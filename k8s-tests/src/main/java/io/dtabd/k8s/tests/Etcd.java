package io.dtabd.k8s.tests;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the API server keeps its objects in. */
final class Etcd implements AutoCloseable {

  private final String url;
  private final ChildProcess process;

  Etcd(Path folder) throws IOException {
    Path program = Program.ETCD.require();
    url = "http://127.0.0.1:" + ChildProcess.freePort();
    String peers = "http://127.0.0.1:" + ChildProcess.freePort();
    process =
        new ChildProcess(
            folder.resolve("etcd.log"),
            List.of(
                program.toString(),
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + url,
                "--advertise-client-urls=" + url,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=default=" + peers));
    try (HttpClient http = HttpClient.newHttpClient()) {
      await("etcd").atMost(Duration.ofSeconds(30)).until(() -> process.isAlive() && healthy(http));
    }
  }

  private boolean healthy(HttpClient http) throws InterruptedException {
    try {
      var health = HttpRequest.newBuilder(URI.create(url + "/health")).build();
      return http.send(health, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  String url() {
    return url;
  }

  @Override
  public void close() {
    process.close();
  }
}
