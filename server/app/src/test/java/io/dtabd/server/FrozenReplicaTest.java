package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dtabd.server.ProgramRun.Result;
import io.dtabd.testing.peers.ChildProcess;
import io.dtabd.testing.peers.FrozenProcess;
import io.dtabd.testing.peers.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica that is a process of its own: frozen, thawed, and killed while others wait for it. */
class FrozenReplicaTest {

  @TempDir private Path folder;

  private ReplicaSet replicas;
  private ChildProcess other;
  private String one;
  private String otherUrl;

  @BeforeEach
  void start() throws Exception {
    replicas = new ReplicaSet(folder, 2);
    int http = Ports.free();
    Path config = Files.writeString(folder.resolve("config.yml"), replicas.config(1, http, ""));
    other =
        ChildProcess.start(
            folder.resolve("log"),
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.dtabd.server.Main",
                config.toString()));
    otherUrl = "http://127.0.0.1:" + http;
    one = ReplicaSet.url(replicas.start(0, ""));
    replicas.put(one, "/host/world => /srv/v1");
    await()
        .untilAsserted(
            () -> {
              other.requireAlive("dtabd");
              assertThat(replicas.propagation(one, "0s").get("arrived").asBoolean()).isTrue();
            });
  }

  @AfterEach
  void stop() throws IOException {
    replicas.close();
    other.close();
  }

  private Result shift(String step, String wait) {
    return ProgramRun.in(folder)
        .with("NAMERCTL_BASE_URL", one)
        .run("shift", "internal", "/host/world", "--to", "/srv/v2", step, "--wait=" + wait);
  }

  @Test
  void whileItIsFrozenNothingHasArrivedAndItIsNamed() throws Exception {
    String watched = otherUrl;
    replicas.watch(watched);
    String name = replicas.propagation(one, "60s").at("/replicas/1/name").asText();
    assertThat(name).isNotEmpty();
    FrozenProcess frozen = FrozenProcess.of(other.handle());
    try {
      Result result = shift("--percent=10", "1s");
      assertThat(result.status()).isEqualTo(2);
      assertThat(result.out())
          .endsWith(
              "Nobody watches it on 1 of 2 replicas; silent: %s (%s) did not respond within 2 s (%s)\n"
                  .formatted(name, replicas.address(1), one));
      JsonNode before = dtab();
      var later = CompletableFuture.supplyAsync(() -> shift("--finish", "1m"));
      await().until(() -> !dtab().equals(before));
      assertSilentIn(replicas.propagation(one, "0s"));
      assertThat(later).as("it waits for the frozen one").isNotDone();
      frozen.thaw();
      assertThat(later.get().out()).contains("The one watcher on 2 replicas has it: 1 delivered");
      assertThat(later.get().status()).isZero();
    } finally {
      frozen.close();
    }
  }

  @Test
  void oneThatDiesInMidWaitIsNamedAtItsEnd() throws Exception {
    replicas.watch(otherUrl);
    FrozenProcess.of(other.handle()); // stays so until it is killed, and responds to nothing
    var waiting = CompletableFuture.supplyAsync(() -> waitFor("8s"));
    assertSilentIn(replicas.propagation(one, "0s"));
    assertThat(waiting).as("longer than that").isNotDone();
    other.close();

    JsonNode progress = waiting.get();

    assertThat(progress.get("arrived").asBoolean()).isFalse();
    assertThat(progress.at("/replicas/1/state").asText()).isEqualTo("silent");
    assertThat(progress.at("/replicas/1/reason").asText()).isEqualTo("refused the connection");
  }

  private static void assertSilentIn(JsonNode progress) {
    assertThat(progress.at("/replicas/1/reason").asText()).isEqualTo("did not respond within 2 s");
  }

  private JsonNode dtab() throws Exception {
    return replicas.json(one + "/api/1/dtabs/internal");
  }

  private JsonNode waitFor(String wait) {
    try {
      return replicas.propagation(one, wait);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
