package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dtabd.config.Config;
import io.dtabd.config.ConfigException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole server, started from configuration files and used over its listeners. */
class DtabdTest {

  private static final String HTTP = "io.l5d.httpController";

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path folder;

  @Test
  void whatWasWrittenBeforeARestartIsThereAfterIt() throws Exception {
    try (Dtabd dtabd = Dtabd.start(onFiles())) {
      assertThat(put(dtabd, "internal", "/svc => /world ; # v1").statusCode()).isEqualTo(204);
    }

    try (Dtabd dtabd = Dtabd.start(onFiles())) {
      HttpResponse<String> answer = get(dtabd, HTTP, "/api/1/dtabs/internal");
      assertThat(answer.body()).isEqualTo("[{\"prefix\":\"/svc\",\"dst\":\"/world\"}]\n");
      assertThat(answer.headers().firstValue("ETag")).contains("AAAAAAAAAAE=");
    }
  }

  @Test
  void aNameIsBoundThroughTheTableToTheFileNamersAddresses() throws Exception {
    Files.createDirectory(folder.resolve("disco"));
    Files.writeString(folder.resolve("disco/world-v1"), "127.0.0.1 7778\n");
    try (Dtabd dtabd = Dtabd.start(onFiles())) {
      put(dtabd, "internal", "/srv => /#/io.l5d.fs ; /svc/world => /srv/world-v1");

      assertThat(get(dtabd, HTTP, "/api/1/resolve/internal?path=/svc/world").body())
          .contains("\"ip\":\"127.0.0.1\",\"port\":7778");
    }
  }

  @Test
  void aStreamEndsCleanlyWhenTheServerStops() throws Exception {
    Dtabd dtabd = Dtabd.start(onFiles());
    put(dtabd, "internal", "/a => /b");
    HttpRequest request =
        HttpRequest.newBuilder(uri(dtabd, HTTP, "/api/1/dtabs/internal?watch=true")).build();
    var stream = client.send(request, BodyHandlers.ofInputStream()).body();
    try (var lines = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("[{\"prefix\":\"/a\",\"dst\":\"/b\"}]");

      dtabd.close();

      assertThat(lines.readLine()).isNull();
    }
  }

  @Test
  void readyOnceTheStoreHasAnswered() throws Exception {
    try (Dtabd dtabd = Dtabd.start(onFiles())) {
      assertThat(get(dtabd, "admin", "/admin/ping").body()).isEqualTo("pong");
      assertThat(get(dtabd, "admin", "/admin/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void shutdownByPostStopsTheServer() throws Exception {
    Dtabd dtabd = Dtabd.start(onFiles());

    HttpRequest request =
        HttpRequest.newBuilder(uri(dtabd, "admin", "/admin/shutdown"))
            .POST(BodyPublishers.noBody())
            .build();
    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);

    dtabd.awaitStop();
  }

  @Test
  void aPortInUseIsNamedAndNothingIsLeftRunning() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Config config = config("{kind: io.l5d.inMemory}", taken.getLocalPort());

      assertThatThrownBy(() -> Dtabd.start(config))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(":" + taken.getLocalPort())
          .hasMessageContaining("in use");
    }
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().startsWith("dtabd-")));
  }

  @Test
  void aDataFolderThatIsAFileIsNamed() throws Exception {
    Path file = Files.createFile(folder.resolve("data"));

    assertThatThrownBy(() -> Dtabd.start(onFiles()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(file.toString());
  }

  /** Whatever the configuration takes for a number, sockets open with it. */
  @ParameterizedTest
  @ValueSource(ints = {1, Integer.MAX_VALUE})
  void theSmallestAndTheLargestNumbersStart(int number) throws Exception {
    String listener =
        "port: 0, socketOptions: {backlog: %1$d, readTimeoutMs: %1$d, writeTimeoutMs: %1$d}"
            .formatted(number);
    String yaml =
        """
        admin: {%1$s, shutdownGraceMs: %2$d}
        storage: {kind: io.dtabd.file, dir: '%3$s', retain: %4$d}
        interfaces:
        - {kind: io.l5d.httpController, %1$s}
        - {kind: io.l5d.mesh, %1$s, io.dtabd.maxConnectionAgeMs: %2$d, io.dtabd.maxConnectionAgeGraceMs: %2$d}
        - {kind: io.l5d.thriftNameInterpreter, %1$s}
        io.dtabd.limits:
          maxRequestLineBytes: %2$d
          maxHeaderBytes: %2$d
          maxBodyBytes: %2$d
          maxConnections: %2$d
          maxConcurrentRequests: %2$d
          maxPipelinedRequests: %2$d
          idleTimeoutMs: %2$d
          requestTimeoutMs: %2$d
          streamStallTimeoutMs: %2$d
          watchLingerMs: %2$d
          settleTimeMs: %2$d
          maxIdleQuestions: %2$d
        """
            .formatted(listener, number, folder.resolve("data"), Math.max(number, 10));
    try (Dtabd dtabd =
        Dtabd.start(Config.read("test", new ByteArrayInputStream(yaml.getBytes(UTF_8))))) {
      assertThat(dtabd.address("io.l5d.thriftNameInterpreter")).isPresent();
    }
  }

  private Config onFiles() throws ConfigException {
    return config("{kind: io.dtabd.file, dir: '" + folder.resolve("data") + "'}", 0);
  }

  private Config config(String storage, int port) throws ConfigException {
    String yaml =
        """
        admin: {port: 0}
        storage: %s
        namers:
        - {kind: io.l5d.fs, rootDir: '%s'}
        interfaces:
        - {kind: io.l5d.httpController, port: %d}
        """
            .formatted(storage, folder.resolve("disco"), port);
    return Config.read("test", new ByteArrayInputStream(yaml.getBytes(UTF_8)));
  }

  private HttpResponse<String> put(Dtabd dtabd, String namespace, String dtab)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri(dtabd, HTTP, "/api/1/dtabs/" + namespace))
            .header("Content-Type", "application/dtab")
            .PUT(BodyPublishers.ofString(dtab))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> get(Dtabd dtabd, String listener, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(dtabd, listener, path)).build(), BodyHandlers.ofString());
  }

  private static URI uri(Dtabd dtabd, String listener, String path) {
    InetSocketAddress address = dtabd.address(listener).orElseThrow();
    return URI.create("http://127.0.0.1:" + address.getPort() + path);
  }
}
