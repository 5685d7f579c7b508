package io.dtabd.k8s.tests;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the API server keeps its objects in. */
final class Etcd implements AutoCloseable {

  private static final Pattern REVISION = Pattern.compile("\"revision\":\\s*\"(\\d+)\"");

  private final String url;
  private final Path folder;
  private final List<String> command;
  private ChildProcess process;

  Etcd(Path folder) throws IOException {
    this.folder = folder;
    Path program = Program.ETCD.require();
    url = "http://127.0.0.1:" + ChildProcess.freePort();
    String peers = "http://127.0.0.1:" + ChildProcess.freePort();
    command =
        List.of(
            program.toString(),
            "--data-dir=" + data(),
            "--listen-client-urls=" + url,
            "--advertise-client-urls=" + url,
            "--listen-peer-urls=" + peers,
            "--initial-advertise-peer-urls=" + peers,
            "--initial-cluster=default=" + peers);
    process = launch();
  }

  private Path data() {
    return folder.resolve("etcd");
  }

  private Path copy() {
    return folder.resolve("etcd-copy");
  }

  private ChildProcess launch() throws IOException {
    var launched = new ChildProcess(folder.resolve("etcd.log"), command);
    try (HttpClient http = HttpClient.newHttpClient()) {
      await("etcd").atMost(Duration.ofMinutes(2)).until(() -> launched.isAlive() && healthy(http));
    }
    return launched;
  }

  /** Ends it for a moment, to keep a copy of what it has. */
  void keepCopy() throws IOException {
    process.close();
    copy(data(), copy());
    process = launch();
  }

  /** Ends it, and starts it with what it had when the copy was made. */
  void restoreCopy() throws IOException {
    process.close();
    try (Stream<Path> files = Files.walk(data())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    copy(copy(), data());
    process = launch();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
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

  /** Throws away all that is not the newest. */
  void compact() throws IOException, InterruptedException {
    String head = post("/v3/kv/range", "{\"key\": \"AA==\"}");
    Matcher revision = REVISION.matcher(head);
    if (!revision.find()) {
      throw new IllegalStateException("etcd says nothing of its revision: " + head);
    }
    post("/v3/kv/compaction", "{\"revision\": \"" + revision.group(1) + "\", \"physical\": true}");
  }

  private String post(String path, String json) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(url + path));
      var response =
          http.send(request.POST(BodyPublishers.ofString(json)).build(), BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException("etcd: " + response.body());
      }
      return response.body();
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
