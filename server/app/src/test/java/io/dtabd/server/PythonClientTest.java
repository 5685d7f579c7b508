package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.config.Config;
import io.dtabd.testing.peers.Checkout;
import io.dtabd.testing.peers.Peers;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client of another make, whose code is generated from the proto file, uses all that there is.
 */
class PythonClientTest {

  private static final String SCRIPT = "src/test/python/mesh_client.py";
  private static final String PROTO = Checkout.file("protos/mesh/src/main/protobuf").toString();

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Dtabd dtabd;

  @AfterEach
  void stop() {
    if (dtabd != null) {
      dtabd.close();
    }
  }

  @Test
  void everyMethodWorksThroughShiftsPingsAndARestart() throws Exception {
    Path python =
        Peers.require("python-grpcio", "scripts/python-grpcio .build, and put .build/bin on PATH");
    start(0);
    shift(0);
    int port = address("io.l5d.mesh").getPort();
    Path errors = folder.resolve("errors");
    Process client =
        new ProcessBuilder(python.toString(), SCRIPT, PROTO, "127.0.0.1:" + port)
            .redirectError(errors.toFile())
            .start();
    var worked = new ArrayList<String>();
    try (BufferedReader out = client.inputReader(UTF_8);
        var in = client.outputWriter(UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        List<String> words = List.of(line.split(" "));
        switch (words.get(0) + " " + words.get(1)) {
          case "do shift" -> shift(Integer.parseInt(words.get(2)));
          case "do look" -> await().untilAsserted(() -> assertThat(watchers()).isZero());
          case "do restart" -> {
            stop();
            start(port);
            shift(Integer.parseInt(words.get(2)));
          }
          default -> worked.add(line);
        }
        if (line.startsWith("do ")) {
          in.write("done\n");
          in.flush();
        }
      }
    }
    assertThat(client.waitFor()).as(Files.readString(errors)).isZero();
    assertThat(worked)
        .containsExactly(
            "ok codec",
            "ok calls that are answered once",
            "ok streams",
            "ok deadline",
            "ok pings",
            "ok restart");
  }

  private void start(int meshPort) throws Exception {
    String config =
        """
        admin: {port: 0, shutdownGraceMs: 1000}
        storage: {kind: io.dtabd.file, dir: '%s'}
        interfaces:
        - {kind: io.l5d.httpController, port: 0}
        - {kind: io.l5d.mesh, port: %d}
        """
            .formatted(folder.resolve("data"), meshPort);
    dtabd = Dtabd.start(Config.read("test", new ByteArrayInputStream(config.getBytes(UTF_8))));
  }

  private void shift(int number) throws IOException, InterruptedException {
    HttpRequest put =
        HttpRequest.newBuilder(url("io.l5d.httpController", "/api/1/dtabs/internal"))
            .header("Content-Type", "application/dtab")
            .PUT(
                HttpRequest.BodyPublishers.ofString(
                    "/svc => /$/inet/127.0.0.%d/80".formatted(number)))
            .build();
    assertThat(http.send(put, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(204);
  }

  private int watchers() throws IOException, InterruptedException {
    HttpRequest get = HttpRequest.newBuilder(url("admin", "/watchers.json")).build();
    return http.send(get, HttpResponse.BodyHandlers.ofString()).body().split("\"id\"", -1).length
        - 1;
  }

  private URI url(String kind, String path) {
    return URI.create("http://127.0.0.1:" + address(kind).getPort() + path);
  }

  private InetSocketAddress address(String kind) {
    return Objects.requireNonNull(dtabd).address(kind).orElseThrow();
  }
}
