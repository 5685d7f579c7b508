package io.dtabd.mesh;

import static io.dtabd.testing.servers.RawHttp2.GRPC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.grpc.GrpcMetrics.Refusal;
import io.dtabd.grpc.GrpcServer;
import io.dtabd.mesh.proto.Mesh;
import io.dtabd.testing.servers.RawGrpc;
import io.dtabd.testing.servers.RawHttp2;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Floods of frames cost their connection, are counted, and leave everybody else alone. */
class MeshFloodTest {

  private static final String STREAM = "Interpreter/StreamBoundTree";
  private static final Mesh.BindReq WORLD = MeshStreamTest.bind("internal", "/svc/world-v1");
  private static final int WINDOW = 65_535;

  /** For a machine that does other things as well. */
  private static final Duration LONG = Duration.ofMinutes(3);

  /** Enough for every bound that there is, and too much for none that there is not. */
  private static final int MANY = 2_000_000;

  @TempDir private java.nio.file.Path disco;
  private MeshFixture fixture;
  private RawGrpc other;
  private RawGrpc.Call bystander;
  private RawHttp2 flood;

  @BeforeEach
  void start() throws Exception {
    fixture = MeshFixture.of(disco, Map.of("internal", "/svc => /#/io.l5d.fs"));
    other = fixture.client();
    bystander = other.call(STREAM, WORLD);
    bystander.next();
    flood = RawHttp2.connect(fixture.address(), WINDOW);
  }

  @AfterEach
  void stop() {
    flood.close();
    other.close();
    fixture.close();
  }

  private interface Sending {
    void send(int i) throws IOException;
  }

  /** Sends until it is enough or the server has had enough. */
  private void flood(int times, Sending sending) throws IOException {
    try {
      for (int i = 0; i < times; i++) {
        sending.send(i);
      }
      flood.flush();
    } catch (SocketException e) {
      // The server has closed the connection.
    }
  }

  private void assertThatOnlyItsConnectionIsLost(Refusal reason) throws Exception {
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(fixture.metrics().refused).contains(reason));
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(fixture.server().connections()).isEqualTo(1));
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(fixture.world().watchers().count()).isEqualTo(1));
    assertThatTheBystanderIsServed();
  }

  private void assertThatTheBystanderIsServed() throws Exception {
    fixture.world().put("internal", "/svc => /$/inet/127.0.0.1/7");
    assertThat(bystander.next()).isNotEmpty();
  }

  @Test
  void streamsThatAreResetAtOnce() throws Exception {
    flood(
        GrpcServer.MAX_RESETS + 1,
        i -> {
          int stream = 1 + 2 * i;
          flood.headers(stream, STREAM, GRPC).message(stream, WORLD.toByteArray()).reset(stream);
        });

    assertThatOnlyItsConnectionIsLost(Refusal.TOO_MANY_RESETS_OR_PINGS);
  }

  @Test
  void pings() throws Exception {
    flood(MANY, _ -> flood.frame(RawHttp2.PING, new byte[8]));

    assertThatOnlyItsConnectionIsLost(Refusal.TOO_MANY_RESETS_OR_PINGS);
  }

  /** Each is to be acknowledged, and this client takes nothing. */
  @Test
  void settings() throws Exception {
    flood(MANY, _ -> flood.frame(RawHttp2.SETTINGS, new byte[0]));

    assertThatOnlyItsConnectionIsLost(Refusal.TOO_MANY_RESETS_OR_PINGS);
  }

  @Test
  void headersThatGoOnAndOn() throws Exception {
    flood.frame(RawHttp2.HEADERS, 1, new byte[] {(byte) 0x83});
    byte[] more = RawHttp2.header("x", "y".repeat(120));
    flood(MANY, _ -> flood.frame(RawHttp2.CONTINUATION, 1, more));

    assertThatOnlyItsConnectionIsLost(Refusal.TOO_MANY_RESETS_OR_PINGS);
  }

  @Test
  void headersThatGoOnWithNothing() throws Exception {
    flood.frame(RawHttp2.HEADERS, 1, new byte[] {(byte) 0x83});
    flood(MANY, _ -> flood.frame(RawHttp2.CONTINUATION, 1, new byte[0]));

    assertThatOnlyItsConnectionIsLost(Refusal.TOO_MANY_RESETS_OR_PINGS);
  }

  /** They take nothing but time, of which the others get theirs. */
  @Test
  void dataOfNoBytesAndWindowsThatGrow() throws Exception {
    flood.headers(1, STREAM, GRPC);
    flood(
        MANY / 2,
        i -> {
          flood.frame(RawHttp2.DATA, 1, new byte[0]);
          if (i % 1_000 == 0) {
            flood.frame(RawHttp2.WINDOW_UPDATE, 0, new byte[] {0, 0, 0, 1});
          }
        });

    assertThatTheBystanderIsServed();
  }

  @Test
  void windowsThatGrowTooFar() throws Exception {
    flood(10, _ -> flood.frame(RawHttp2.WINDOW_UPDATE, new byte[] {0x7f, -1, -1, -1}));

    assertThatOnlyItsConnectionIsLost(Refusal.PROTOCOL_ERROR);
  }
}
