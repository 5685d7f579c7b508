package io.dtabd.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.dtabd.config.Limits;
import io.dtabd.grpc.GrpcServer.Pings;
import io.dtabd.live.State;
import io.dtabd.serving.Accept;
import io.dtabd.serving.Arrival;
import io.dtabd.serving.Propagation.Progress;
import io.dtabd.serving.TableVersion;
import io.dtabd.store.Namespace;
import io.dtabd.testing.peers.FaultyProxy;
import io.dtabd.testing.peers.FrozenProcess;
import io.dtabd.testing.peers.Peers;
import io.dtabd.testing.servers.RawHttp2;
import java.io.BufferedReader;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change has arrived at a client when that has answered a ping which was sent behind it. */
class ConfirmedArrivalTest {

  private static final Namespace NS = new Namespace("internal");
  private static final String V1 = "/svc => /$/inet/127.0.0.1/10001";
  private static final String V2 = "/svc => /$/inet/127.0.0.1/10002";
  private static final int STREAMS = 20;

  /** The test pings to learn what the server has sent before. */
  private static final Pings PINGS_AT_ANY_PACE =
      new Pings(Pings.DEFAULT.silence(), Pings.DEFAULT.patience(), Duration.ofNanos(1));

  /** For what does come. */
  private static final Duration LONG = Duration.ofMinutes(2);

  /** For what does not come in a test, and for nothing else. */
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir private Path disco;
  private MeshFixture fixture;

  @BeforeEach
  void start() {
    fixture = MeshFixture.of(disco, Map.of("internal", V1), Limits.DEFAULT, PINGS_AT_ANY_PACE);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void aClientThatIsWellConfirmsAChange() throws Exception {
    Process client = grpcurl(fixture.address());
    try (BufferedReader out = client.inputReader(UTF_8)) {
      readUntil(out, "MTAwMDE="); // 10001
      fixture.world().put("internal", V2);

      Progress progress = progress(LONG);

      assertThat(progress.states()).containsExactly(entry(Arrival.ACKNOWLEDGED, 1));
      assertThat(progress.acknowledged()).isEqualTo(1);
      readUntil(out, "MTAwMDI=");
    } finally {
      client.destroyForcibly();
    }
  }

  @Test
  void aClientThatIsFrozenDoesNotUntilItGoesOn() throws Exception {
    Process client = grpcurl(fixture.address());
    aFrozenClientIsNotCounted(client);
  }

  /** It passes on bytes, and answers nothing in its client's name. */
  @Test
  void neitherDoesOneBehindAProxyForTcp() throws Exception {
    try (var proxy = FaultyProxy.to(fixture.address().getPort())) {
      aFrozenClientIsNotCounted(grpcurl(proxy.address()));
    }
  }

  private void aFrozenClientIsNotCounted(Process client) throws Exception {
    try (BufferedReader out = client.inputReader(UTF_8)) {
      readUntil(out, "MTAwMDE=");
      try (FrozenProcess frozen = FrozenProcess.of(client.toHandle())) {
        fixture.world().put("internal", V2);
        await().until(() -> fixture.world().propagation().of(NS, newest()).isComplete());

        Progress progress = progress(SHORT);

        assertThat(progress.states()).containsExactly(entry(Arrival.SENT, 1));
        assertThat(progress.arrived(Accept.SENT)).isFalse();
        frozen.thaw();
        assertThat(progress(LONG).arrived(Accept.DELIVERED)).isTrue();
      }
    } finally {
      client.destroyForcibly();
    }
  }

  @Test
  void streamsOfAConnectionShareOnePingAndThereIsNoneUntilSomebodyAsks() throws Exception {
    try (RawHttp2 client = RawHttp2.connect(fixture.address(), 1 << 20)) {
      for (int i = 0; i < STREAMS; i++) {
        client
            .headers(1 + 2 * i, "Interpreter/StreamBoundTree", RawHttp2.GRPC)
            .message(1 + 2 * i, MeshStreamTest.bind("internal", "/svc").toByteArray());
      }
      client.flush();
      await().until(() -> fixture.world().watchers().count() == STREAMS);
      await().until(() -> fixture.world().propagation().of(NS, newest()).reached() == STREAMS);
      assertThat(nextPing(client, 1)).isEqualTo(1);

      Progress progress = progress(SHORT);

      assertThat(progress.states()).containsExactly(entry(Arrival.SENT, STREAMS));
      long asked = nextPing(client, 2);
      assertThat(asked).isNotEqualTo(2);
      assertThat(nextPing(client, 3)).isEqualTo(2);
      client.answerPing(asked);
      client.answerPings();
      assertThat(progress(LONG).states()).containsExactly(entry(Arrival.ACKNOWLEDGED, STREAMS));
    }
  }

  /**
   * What is next among the pings that the server sends and its answers to ours, but for those with
   * which gRPC measures how much is under way.
   */
  private static long nextPing(RawHttp2 client, long ours) throws Exception {
    client.ping(ours);
    long next = client.next(RawHttp2.PING).orElseThrow().pinged();
    while (next == 1234) {
      next = client.next(RawHttp2.PING).orElseThrow().pinged();
    }
    return next;
  }

  private Progress progress(Duration limit) throws InterruptedException {
    return fixture.world().propagation().await(NS, newest(), Accept.DELIVERED, limit);
  }

  private TableVersion newest() {
    return ((State.Ok<TableVersion>) fixture.world().propagation().newest(NS)).value();
  }

  private static Process grpcurl(InetSocketAddress server) throws Exception {
    Path grpcurl =
        Peers.require("grpcurl", "go install github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.3");
    return new ProcessBuilder(
            grpcurl.toString(),
            "-plaintext",
            "-d",
            "{\"root\": {\"elems\": [\"aW50ZXJuYWw=\"]}, \"name\": {\"elems\": [\"c3Zj\"]}}",
            server.getAddress().getHostAddress() + ":" + server.getPort(),
            "io.linkerd.mesh.Interpreter/StreamBoundTree")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void readUntil(BufferedReader out, String wanted) throws Exception {
    String line = out.readLine();
    while (line != null && !line.contains(wanted)) {
      line = out.readLine();
    }
    assertThat(line).as("a line with " + wanted).isNotNull();
  }
}
