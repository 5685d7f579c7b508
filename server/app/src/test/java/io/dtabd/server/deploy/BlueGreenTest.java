package io.dtabd.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.server.HttpInterface;
import io.dtabd.server.ProgramFile;
import io.dtabd.testing.peers.Checkout;
import io.dtabd.testing.peers.Peers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docker/examples/blue-green.sh} as a pipeline runs it, under load: real servers of two
 * versions, a front that follows dtabd's streams, and users who ask all the time.
 */
class BlueGreenTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Path SCRIPT = Checkout.file("docker/examples/blue-green.sh");
  private static final String TABLE =
      """
      # Where services run.
      /srv        => /#/io.l5d.fs ;
      /tmp        => /srv ;
      /host       => /srv ;
      /svc        => /host ;
      /host/world => /srv/world-v1 ; # moved by deploys
      """;

  /** Enough for a share of a tenth to be seen to a few percent. */
  private static final long ENOUGH = 1_000;

  @TempDir Path dir;

  private HttpInterface dtabd;
  private Backend v1;
  private Backend v2;
  private Front front;
  private Load load;
  private Path program;
  private final List<ProcessHandle> processes = new ArrayList<>();
  private int runs;

  @BeforeEach
  void start() throws Exception {
    Peers.require("bash", "apt-get install bash");
    Peers.require("curl", "apt-get install curl");
    Path disco = Files.createDirectory(dir.resolve("disco"));
    v1 = Backend.start("v1");
    v2 = Backend.start("v2");
    Files.writeString(disco.resolve("world-v1"), v1.address());
    dtabd = HttpInterface.start("namers: [{kind: io.l5d.fs, rootDir: %s}]\n".formatted(disco));
    program = ProgramFile.in(dir);
    put();
    front = Front.start(dtabd.url());
    load = Load.on(front.url() + "/world");
  }

  @AfterEach
  void stop() throws Exception {
    for (ProcessHandle process : processes) { // those of a test that failed halfway
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    load.close();
    front.close();
    dtabd.close();
    v1.close();
    v2.close();
  }

  private void put() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      int status =
          http.send(
                  HttpRequest.newBuilder(URI.create(dtabd.url() + "/api/1/dtabs/internal"))
                      .header("Content-Type", "application/dtab")
                      .PUT(HttpRequest.BodyPublishers.ofString(TABLE))
                      .build(),
                  BodyHandlers.discarding())
              .statusCode();
      assertThat(status).isEqualTo(204);
    }
  }

  private String table() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(dtabd.url() + "/api/1/dtabs/internal"))
                  .header("Accept", "application/vnd.dtabd.source")
                  .build(),
              BodyHandlers.ofString())
          .body();
    }
  }

  /** One run of the script, whose check waits to be told how it ends. */
  private final class Run {

    private final Path said = dir.resolve("log-" + ++runs);
    private final Path checking = dir.resolve("checking-" + runs);
    private final Path verdict = dir.resolve("verdict-" + runs);
    private final Path retiring = dir.resolve("retiring-" + runs);
    private final Path retired = dir.resolve("retired-" + runs);
    private final Process process;

    Run() throws Exception {
      var builder =
          new ProcessBuilder(SCRIPT.toString(), "internal", "/host/world", "/tmp/world-v2")
              .directory(dir.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile());
      var environment = builder.environment();
      environment.put("DTABD", program.toString());
      environment.put("NAMERCTL_BASE_URL", dtabd.url());
      environment.put("DTABD_ADMIN_URL", dtabd.adminUrl());
      environment.put("FRONT", front.url());
      environment.put("GRACE", "1");
      environment.put("DEPLOY", "printf '%s' '" + v2.address() + "' > disco/world-v2");
      environment.put("TEST", "[ \"$(curl -s -H \"l5d-dtab: $OVERRIDE\" $FRONT/world)\" = v2 ]");
      environment.put(
          "CHECK",
          "touch %s; until [ -e %s ]; do sleep 0.1; done; exit $(cat %s)"
              .formatted(checking, verdict, verdict));
      environment.put(
          "RETIRE", "touch %s; until [ -e %s ]; do sleep 0.1; done".formatted(retiring, retired));
      process = builder.start();
      processes.add(process.toHandle());
    }

    void awaitFile(Path file) {
      await()
          .atMost(PATIENCE)
          .failFast("it ended early", () -> assertThat(process.isAlive()).as(said()).isTrue())
          .until(() -> Files.exists(file));
    }

    String said() throws Exception {
      return Files.readString(said);
    }

    void check(int status) throws Exception {
      Path written = Files.writeString(dir.resolve("verdict"), Integer.toString(status));
      Files.move(written, verdict);
    }

    int end() throws Exception {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(said()).isTrue();
      return process.exitValue();
    }
  }

  private void awaitThat(BooleanSupplier condition) {
    await().atMost(PATIENCE).until(condition::getAsBoolean);
  }

  /** A phase of enough requests that is over. */
  private Load.Phase enough() {
    Load.Phase phase = load.begin();
    awaitThat(() -> phase.all() >= ENOUGH || !load.failures().isEmpty());
    load.begin();
    assertThat(load.failures()).isEmpty();
    return phase;
  }

  /** Within five standard deviations: by chance it is outside once in a million runs. */
  private static void assertTenth(Load.Phase phase) {
    double deviation = Math.sqrt(0.1 * 0.9 / phase.all());
    assertThat(phase.share("v2")).isBetween(0.1 - 5 * deviation, 0.1 + 5 * deviation);
  }

  @Test
  void aDeployKilledHalfwayIsRunAgainAndNoRequestFails(TestReporter figures) throws Exception {
    assertThat(enough().of("v2")).isZero();

    var killed = new Run();
    killed.awaitFile(killed.checking);
    assertTenth(enough());
    killed.process.destroyForcibly();
    killed.check(0); // its check outlives it
    killed.end();

    var run = new Run();
    run.awaitFile(run.checking);
    Load.Phase canary = enough();
    assertTenth(canary);
    run.check(0);
    run.awaitFile(run.retiring);
    Load.Phase after = enough();
    assertThat(after.of("v1")).isZero();
    v1.close();
    Files.delete(dir.resolve("disco/world-v1"));
    Files.createFile(run.retired);

    assertThat(run.end()).as(run.said()).isZero();
    assertThat(enough().of("v1")).isZero();
    assertThat(table()).isEqualTo(TABLE.replace("/srv/world-v1", "/tmp/world-v2"));
    load.close();
    assertThat(load.failures()).isEmpty();
    figures.publishEntry(
        "blue-green",
        "%d requests, %d failed; of %d in the canary %.2f %% went to the new version"
            .formatted(
                load.sent(), load.failures().size(), canary.all(), 100 * canary.share("v2")));

    var again = new Run();
    Files.createFile(again.retired);
    assertThat(again.end()).as("once more, when all is done: " + again.said()).isZero();
  }

  @Test
  void aCheckThatFailsPutsTheOldDestinationBack() throws Exception {
    var run = new Run();
    run.awaitFile(run.checking);
    assertTenth(enough());
    run.check(7);

    assertThat(run.end()).isEqualTo(7);
    assertThat(run.said())
        .contains("stopped in: check it", "/host/world leads where it led before");
    assertThat(enough().of("v2")).isZero();
    assertThat(table()).isEqualTo(TABLE);
    load.close();
    assertThat(load.failures()).isEmpty();
  }

  @Test
  void anAbortOfTheJobPutsTheOldDestinationBack() throws Exception {
    var run = new Run();
    run.awaitFile(run.checking);
    run.process.destroy(); // SIGTERM

    assertThat(run.end()).isEqualTo(143);
    run.check(0); // its check outlives it
    assertThat(run.said()).contains("/host/world leads where it led before");
    assertThat(enough().of("v2")).isZero();
    assertThat(table()).isEqualTo(TABLE);
    load.close();
    assertThat(load.failures()).isEmpty();
  }
}
