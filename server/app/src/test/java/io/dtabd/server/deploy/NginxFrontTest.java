package io.dtabd.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.server.HttpInterface;
import io.dtabd.server.ProgramRun;
import io.dtabd.testing.peers.Checkout;
import io.dtabd.testing.peers.ChildProcess;
import io.dtabd.testing.peers.Peers;
import io.dtabd.testing.peers.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docker/examples/nginx-front.py} with a real nginx in front of two versions, under load:
 * the split is the one that was asked for, and reloads lose nothing.
 */
class NginxFrontTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Path EXAMPLES = Checkout.file("docker/examples");

  /** nginx deals by weights in turn, so a tenth is close to a tenth soon. */
  private static final long ENOUGH = 1_000;

  private static final double NEAR = 0.02;
  private static final String NEW = "/srv/world-v2";

  @TempDir Path dir;

  private HttpInterface dtabd;
  private Backend v1;
  private Backend v2;
  private Load load;
  private final List<ChildProcess> processes = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    Path nginx = Peers.require("nginx", "apt-get install nginx-light");
    Path python = Peers.require("python3", "apt-get install python3");
    v1 = Backend.start("v1");
    v2 = Backend.start("v2");
    Files.writeString(
        Files.createDirectory(dir.resolve("disco")).resolve("world-v1"), v1.address());
    Files.writeString(dir.resolve("disco/world-v2"), v2.address());
    dtabd =
        HttpInterface.start(
            "namers: [{kind: io.l5d.fs, rootDir: %s}]\n".formatted(dir.resolve("disco")));
    write("/srv => /#/io.l5d.fs ; /svc => /host ; /host => /srv ; /host/world => /srv/world-v1");

    Path upstream = Files.createDirectory(dir.resolve("upstreams")).resolve("world.conf");
    Path config = dir.resolve("nginx.conf");
    List<String> nginxHere = List.of(nginx.toString(), "-p", dir + "/", "-c", config.toString());
    processes.add(
        ChildProcess.start(
            dir.resolve("python.log"),
            Map.of(
                "NAMERCTL_BASE_URL",
                dtabd.url(),
                "RELOAD",
                "[ ! -e %s/nginx.pid ] || %s -s reload"
                    .formatted(dir, String.join(" ", nginxHere))),
            List.of(
                python.toString(),
                EXAMPLES.resolve("nginx-front.py").toString(),
                "internal",
                "/svc/world",
                upstream.toString())));
    await().atMost(PATIENCE).until(() -> Files.exists(upstream));
    var foreground = new ArrayList<>(nginxHere);
    foreground.addAll(List.of("-g", "daemon off;"));
    load = Ports.start(ports -> startNginx(foreground, config, ports.next()));
  }

  private Load startNginx(List<String> command, Path config, int port) throws IOException {
    Files.writeString(
        config,
        // Workers would run as an account that may not enter the folder.
        (isRoot() ? "user root;\n" : "")
            + Files.readString(EXAMPLES.resolve("nginx.conf"))
                .replace("listen 8080", "listen 127.0.0.1:" + port));
    ChildProcess nginx = ChildProcess.start(dir.resolve("nginx.log"), command);
    await()
        .atMost(PATIENCE)
        .until(() -> Files.exists(dir.resolve("nginx.pid")) || !nginx.isAlive());
    nginx.requireAlive("nginx");
    processes.add(nginx);
    return Load.on("http://127.0.0.1:" + port + "/");
  }

  @AfterEach
  void stop() throws Exception {
    load.close();
    for (ChildProcess process : processes.reversed()) {
      assertThat(process.terminate()).as(process.lastWords()).isTrue();
    }
    dtabd.close();
    v1.close();
    v2.close();
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private ProgramRun program() {
    return ProgramRun.in(dir)
        .with("NAMERCTL_BASE_URL", dtabd.url())
        .with("DTABD_ADMIN_URL", dtabd.adminUrl());
  }

  private void write(String table) {
    ProgramRun.Result result = program().reading(table).run("dtab", "update", "internal", "-");
    assertThat(result.status()).as(result.err()).isZero();
  }

  private void shift(String... how) {
    var args = new ArrayList<>(List.of("shift", "internal", "/host/world", "--to", NEW));
    args.addAll(List.of(how));
    ProgramRun.Result result = program().run(args.toArray(String[]::new));
    assertThat(result.status()).as(result.err()).isZero();
  }

  /** A phase of enough requests. */
  private Load.Phase enough() {
    Load.Phase phase = load.begin();
    await().atMost(PATIENCE).until(() -> phase.all() >= ENOUGH || !load.failures().isEmpty());
    assertThat(load.failures()).isEmpty();
    return phase;
  }

  private void awaitShare(double share) {
    await().atMost(PATIENCE).until(() -> Math.abs(enough().share("v2") - share) < NEAR);
  }

  @Test
  void nginxFollowsAShiftAndLosesNothing(TestReporter figures) throws Exception {
    awaitShare(0);
    shift("--percent", "10", "--wait");
    awaitShare(0.1);
    shift("--percent", "50");
    awaitShare(0.5);
    shift("--abort");
    awaitShare(0);
    shift("--finish");
    awaitShare(1);

    // The new version moves, without a word from the table.
    try (Backend elsewhere = Backend.start("v2, elsewhere")) {
      Path moved = Files.writeString(dir.resolve("moved"), elsewhere.address());
      Files.move(moved, dir.resolve("disco/world-v2"), StandardCopyOption.REPLACE_EXISTING);
      await().atMost(PATIENCE).until(() -> enough().of("v2, elsewhere") >= ENOUGH);
      shift("--abort");
      awaitShare(0);
      load.close();
    }

    assertThat(load.failures()).isEmpty();
    figures.publishEntry("nginx", load.sent() + " requests through nginx, none failed");
  }
}
