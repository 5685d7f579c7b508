package io.dtabd.server.thrift;

import static io.dtabd.server.thrift.Wire.addr;
import static io.dtabd.server.thrift.Wire.bind;
import static io.dtabd.server.thrift.Wire.delegate;
import static io.dtabd.server.thrift.Wire.dtab;
import static io.dtabd.server.thrift.Wire.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finagle's own client, the one in every Linkerd, does all that a proxy does with this server. */
class FinagleThriftMuxTest {

  private static final int SHIFTS = 1_000;
  private static final Duration LONG = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @Test
  void everyCallIsAnswered() throws Exception {
    try (ThriftFixture fixture = ThriftFixture.of(folder, "/svc => /#/io.l5d.fs/world-v1");
        FinaglePeer finagle = FinaglePeer.start(fixture.address())) {
      assertThat(finagle.call(bind("", "internal", "", "svc")).at(0, 2, 1))
          .isEqualTo(fields(4, fields(1, List.of("#", "io.l5d.fs", "world-v1"), 2, List.of())));
      assertThat(finagle.call(addr("", "#", "io.l5d.fs", "world-v1")).at(0, 2, 1, 1))
          .isEqualTo(java.util.Set.of(fields(1, "\u007f\0\0\1", 2, 7778)));
      assertThat(finagle.call(dtab("", "internal")).at(0, 2))
          .isEqualTo("/svc=>/#/io.l5d.fs/world-v1");
      assertThat(finagle.call(delegate("", "internal", "", "svc")).at(0, 3)).isEqualTo("internal");
      assertThat(finagle.call(bind("", "internal", "")).at(1, 1)).isEqualTo("empty path");
      assertThat(finagle.call(Wire.call("nothing", fields())).kind()).isEqualTo(Wire.EXCEPTION);
      assertThat(finagle.pings()).isPositive();
    }
  }

  @Test
  void aPollerEndsOnTheLastOfAThousandShifts() throws Exception {
    try (ThriftFixture fixture = ThriftFixture.of(folder, "/svc => /$/inet/127.0.0.1/10000");
        FinaglePeer finagle = FinaglePeer.start(fixture.address())) {
      Wire.Message newest = finagle.call(bind("", "internal", "", "svc"));
      Thread shifting =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 1; i <= SHIFTS; i++) {
                      put(fixture, "/svc => /$/inet/127.0.0.1/" + (10_000 + i));
                    }
                  });
      String last = Integer.toString(10_000 + SHIFTS);
      int answers = 0;
      int port = 10_000;
      while (port < 10_000 + SHIFTS) {
        newest = finagle.call(bind(newest.stamp(), "internal", "", "svc"));
        int before = port;
        port = Integer.parseInt(String.valueOf(((List<?>) newest.at(0, 2, 1, 4, 1)).getLast()));
        assertThat(port).as("never backwards, never the same").isGreaterThan(before);
        answers++;
      }
      shifting.join();
      assertThat(((List<?>) newest.at(0, 2, 1, 4, 1)).getLast()).isEqualTo(last);
      assertThat(answers).isPositive().isLessThanOrEqualTo(SHIFTS);
      FinaglePeer.Call hangs = finagle.begin(bind(newest.stamp(), "internal", "", "svc"));
      finagle.call(dtab("", "internal"));
      assertThat(hangs.isOver()).isFalse();
    }
  }

  private static void put(ThriftFixture fixture, String dtab) {
    try {
      fixture.put("internal", dtab);
    } catch (io.dtabd.store.StoreException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatItDiscardsIsLetGo() throws Exception {
    try (ThriftFixture fixture = ThriftFixture.of(folder, "/svc => /#/io.l5d.fs/world-v1");
        FinaglePeer finagle = FinaglePeer.start(fixture.address())) {
      String stamp = finagle.call(bind("", "internal", "", "svc")).stamp();
      FinaglePeer.Call poll = finagle.begin(bind(stamp, "internal", "", "svc"));
      finagle.call(dtab("", "internal"));
      int before = fixture.watchers().count();

      poll.discard();

      await().untilAsserted(() -> assertThat(fixture.watchers().count()).isLessThan(before));
      await().until(poll::isOver);
      assertThat(finagle.call(bind("", "internal", "", "svc")).stamp()).isEqualTo(stamp);
    }
  }

  @Test
  void aStopFailsNoPollAndTheNextServerIsFound() throws Exception {
    int port = freePort();
    String stamp;
    FinaglePeer.Call poll;
    try (FinaglePeer finagle = FinaglePeer.start(address(port))) {
      try (Server first = Server.start(folder, port)) {
        first.put("/svc => /$/inet/127.0.0.1/1");
        stamp = finagle.call(bind("", "internal", "", "svc")).stamp();
        poll = finagle.begin(bind(stamp, "internal", "", "svc"));
        finagle.call(dtab("", "internal"));
        first.terminate();
      }
      assertThat(poll.answer().stamp()).isEqualTo(stamp);
      try (Server second = Server.start(folder, port)) {
        String known = stamp;
        FinaglePeer.Call hangs = untilAccepted(finagle, bind(known, "internal", "", "svc"));
        second.put("/svc => /$/inet/127.0.0.1/2");
        assertThat(hangs.answer().stamp()).isNotEqualTo(stamp);
      }
    }
  }

  @Test
  void afterAKillItComesBackAndMissesNothing() throws Exception {
    int port = freePort();
    try (FinaglePeer finagle = FinaglePeer.start(address(port))) {
      String stamp;
      FinaglePeer.Call poll;
      try (Server first = Server.start(folder, port)) {
        first.put("/svc => /$/inet/127.0.0.1/1");
        stamp = finagle.call(bind("", "internal", "", "svc")).stamp();
        poll = finagle.begin(bind(stamp, "internal", "", "svc"));
        finagle.call(dtab("", "internal"));
        first.kill();
      }
      await().atMost(LONG).until(poll::isOver);
      try (Server second = Server.start(folder, port)) {
        second.put("/svc => /$/inet/127.0.0.1/2");
        Wire.Message answer = untilAccepted(finagle, bind(stamp, "internal", "", "svc")).answer();
        assertThat(answer.at(0, 2, 1, 4, 1)).isEqualTo(List.of("$", "inet", "127.0.0.1", "2"));
      }
    }
  }

  /** Finagle waits a while after a server could not be reached; until then it fails at once. */
  private static FinaglePeer.Call untilAccepted(FinaglePeer finagle, byte[] message) {
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> finagle.call(dtab("", "internal")).kind() == Wire.REPLY);
    return finagle.begin(message);
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The program in a process, with the store in a folder. */
  private record Server(Process process, int httpPort) implements AutoCloseable {

    static Server start(Path folder, int port) throws IOException {
      int http = freePort();
      Path config = Files.createTempFile(folder, "config", ".yml");
      Files.writeString(
          config,
          """
          admin: {port: 0}
          storage: {kind: io.dtabd.file, dir: '%s'}
          interfaces:
          - {kind: io.l5d.httpController, port: %d}
          - {kind: io.l5d.thriftNameInterpreter, port: %d}
          """
              .formatted(folder.resolve("data"), http, port));
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "io.dtabd.server.Main",
                  config.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      await().atMost(LONG).until(() -> accepts(port) && accepts(http));
      return new Server(process, http);
    }

    private static boolean accepts(int port) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return true;
      } catch (IOException e) {
        return false;
      }
    }

    void put(String dtab) throws IOException, InterruptedException {
      try (var http = java.net.http.HttpClient.newHttpClient()) {
        var request =
            java.net.http.HttpRequest.newBuilder(
                    java.net.URI.create("http://127.0.0.1:" + httpPort + "/api/1/dtabs/internal"))
                .header("Content-Type", "application/dtab")
                .PUT(java.net.http.HttpRequest.BodyPublishers.ofString(dtab))
                .build();
        assertThat(
                http.send(request, java.net.http.HttpResponse.BodyHandlers.ofString()).statusCode())
            .isEqualTo(204);
      }
    }

    void terminate() throws InterruptedException {
      process.destroy();
      process.waitFor();
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
