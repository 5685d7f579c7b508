package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.config.Config;
import io.dtabd.server.ProgramRun.Result;
import io.dtabd.testing.peers.EtcdServer;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one real etcd are as one to their clients. */
class ReplicasOnEtcdTest {

  private static final String DTAB = "application/dtab";

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private EtcdServer etcd;
  private Dtabd one;
  private Dtabd two;

  @BeforeEach
  void start() throws Exception {
    etcd = EtcdServer.start(folder);
    one = replica();
    two = replica();
    awaitReady(one);
    awaitReady(two);
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
    etcd.close();
    client.close();
  }

  @Test
  void writeThroughOneReachesAWatcherOfTheOther() throws Exception {
    assertThat(send(one, "POST", "/api/1/dtabs/internal", "/a => /b").statusCode()).isEqualTo(204);
    var stream =
        client.send(
            HttpRequest.newBuilder(uri(two, "/api/1/dtabs/internal?watch=true")).build(),
            BodyHandlers.ofInputStream());
    try (var lines = new BufferedReader(new InputStreamReader(stream.body(), UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("[{\"prefix\":\"/a\",\"dst\":\"/b\"}]");
      send(one, "PUT", "/api/1/dtabs/internal", "/a => /c");
      assertThat(lines.readLine()).isEqualTo("[{\"prefix\":\"/a\",\"dst\":\"/c\"}]");
    }
  }

  @Test
  void writeThroughOneIsWhatTheOtherGivesAtOnce() throws Exception {
    send(one, "POST", "/api/1/dtabs/internal", "/a => /b0");
    for (int i = 1; i <= 20; i++) {
      send(i % 2 == 0 ? one : two, "PUT", "/api/1/dtabs/internal", "/a => /b" + i);
      assertThat(send(i % 2 == 0 ? two : one, "GET", "/api/1/dtabs/internal", "").body())
          .contains("/b" + i);
    }
  }

  @Test
  void versionOfOneIsComparedByTheOther() throws Exception {
    send(one, "POST", "/api/1/dtabs/internal", "/a => /b");
    String version = etag(send(two, "GET", "/api/1/dtabs/internal", ""));

    assertThat(putIf(one, version, "/a => /c").statusCode()).isEqualTo(204);
    assertThat(putIf(two, version, "/a => /d").statusCode()).isEqualTo(412);

    assertThat(send(two, "GET", "/api/1/dtabs/internal", "").body()).contains("/c");
  }

  @Test
  void namerctlWorksOnBoth() throws Exception {
    Files.writeString(folder.resolve("v1.dtab"), "/svc => /host ;\n");
    var first = new Namerctl(folder, url(one));
    var second = new Namerctl(folder, url(two));
    assertThat(first.run("dtab", "create", "internal", "v1.dtab"))
        .isEqualTo(new Result(0, "Created internal\n", ""));
    assertThat(second.run("dtab", "get", "internal").out()).contains("/svc  => /host ;");
    assertThat(second.run("dtab", "delete", "internal").status()).isZero();
    assertThat(first.run("dtab", "list").out()).isEqualTo("\n");
  }

  @Test
  void whatIsNotADtabInEtcdIsAmongTheRecentErrors() throws Exception {
    etcd.put("/namerd/dtabs/bad", "/svc => ;;");
    int admin = one.address("admin").orElseThrow().getPort();
    URI health = URI.create("http://127.0.0.1:" + admin + "/api/1/health");
    await()
        .untilAsserted(
            () ->
                assertThat(
                        client
                            .send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString())
                            .body())
                    .contains("namespace 'bad' cannot be used until it is fixed"));
  }

  @Test
  void onlyTheFirstReaderWaitsWhileEtcdIsFrozen() throws Exception {
    send(one, "POST", "/api/1/dtabs/internal", "/a => /b");
    etcd.pause();
    long began = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> response = send(one, "GET", "/api/1/dtabs/internal", "");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("dtabd-stale-since")).isPresent();
    }
    // Each waits for 5 s of its own otherwise.
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(50));
    etcd.resume();
    await()
        .until(
            () ->
                send(one, "GET", "/api/1/dtabs/internal", "")
                    .headers()
                    .firstValue("dtabd-stale-since")
                    .isEmpty());
  }

  /** What another replica asks, which waits for 2 s. */
  @Test
  void replicaWhoseEtcdIsFrozenSaysThatInsteadOfNothing() throws Exception {
    String version = etag(send(one, "POST", "/api/1/dtabs/internal", "/a => /b"));
    etcd.pause();
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:%d/peers/v1/propagation?namespace=other&version=%s"
                            .formatted(two.address("admin").orElseThrow().getPort(), version)))
                .build(),
            BodyHandlers.ofString());
    etcd.resume();
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .contains("\"known\" : false", "has not seen that version yet; its store does not answer");
  }

  @Test
  void writeWhileEtcdIsFrozenSaysThatItsOutcomeIsUnknown() throws Exception {
    send(one, "POST", "/api/1/dtabs/internal", "/a => /b");
    etcd.pause();
    HttpResponse<String> failed = send(one, "PUT", "/api/1/dtabs/internal", "/a => /c");
    etcd.resume();
    assertThat(failed.statusCode()).isEqualTo(503);
    assertThat(failed.headers().firstValue("dtabd-outcome")).contains("unknown");
    assertThat(failed.body()).contains("it is not known whether the change was made");
  }

  @Test
  void writeWhileEtcdIsAwayIsAClear503AndBindsGoOn() throws Exception {
    send(one, "POST", "/api/1/dtabs/internal", "/a => /$/inet/127.0.0.1/80");
    etcd.kill();

    HttpResponse<String> refused = send(one, "PUT", "/api/1/dtabs/internal", "/a => /b");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("etcd at http://127.0.0.1:");
    assertThat(send(one, "GET", "/api/1/bind/internal?path=/a", "").body()).contains("/127.0.0.1");

    etcd.restart();
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () ->
                assertThat(send(two, "PUT", "/api/1/dtabs/internal", "/a => /b").statusCode())
                    .isEqualTo(204));
  }

  private Dtabd replica() throws Exception {
    String config =
        """
        admin: {port: 0}
        storage: {kind: io.l5d.etcd, host: 127.0.0.1, port: %d}
        interfaces: [{kind: io.l5d.httpController, port: 0}]
        """
            .formatted(etcd.port());
    return Dtabd.start(Config.read("test", new ByteArrayInputStream(config.getBytes(UTF_8))));
  }

  private void awaitReady(Dtabd dtabd) {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> assertThat(send(dtabd, "GET", "/api/1/dtabs", "").statusCode()).isEqualTo(200));
  }

  private HttpResponse<String> send(Dtabd to, String method, String path, String body)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(to, path))
            .method(method, BodyPublishers.ofString(body))
            .header("Content-Type", DTAB)
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> putIf(Dtabd to, String version, String dtab) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(to, "/api/1/dtabs/internal"))
            .PUT(BodyPublishers.ofString(dtab))
            .header("Content-Type", DTAB)
            .header("If-Match", version)
            .build(),
        BodyHandlers.ofString());
  }

  private static String etag(HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElseThrow();
  }

  private static URI uri(Dtabd dtabd, String path) {
    return URI.create(url(dtabd) + path);
  }

  private static String url(Dtabd dtabd) {
    return "http://127.0.0.1:" + dtabd.address("io.l5d.httpController").orElseThrow().getPort();
  }
}
