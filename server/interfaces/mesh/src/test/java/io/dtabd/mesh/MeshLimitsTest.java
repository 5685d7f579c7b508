package io.dtabd.mesh;

import static io.dtabd.testing.servers.RawHttp2.GRPC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.config.ConnectionAge;
import io.dtabd.config.Limits;
import io.dtabd.dtab.NameTree;
import io.dtabd.grpc.GrpcMetrics.Refusal;
import io.dtabd.grpc.GrpcServer;
import io.dtabd.grpc.GrpcServer.Pings;
import io.dtabd.live.State;
import io.dtabd.mesh.proto.Mesh;
import io.dtabd.testing.peers.FaultyProxy;
import io.dtabd.testing.servers.RawGrpc;
import io.dtabd.testing.servers.RawHttp2;
import io.grpc.Status;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who takes too much, or takes nothing, is cut off, counted, and hurts nobody else. */
class MeshLimitsTest {

  private static final String STREAM = "Interpreter/StreamBoundTree";
  private static final Mesh.BindReq WORLD = MeshStreamTest.bind("internal", "/svc/world-v1");

  /** gRPC takes what is shorter for this. */
  private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(10);

  private static final int ORDINARY_WINDOW = 65_535;
  private static final Map<String, String> DTABS = Map.of("internal", "/svc => /#/io.l5d.fs");

  @TempDir private java.nio.file.Path disco;
  private MeshFixture fixture;

  @BeforeEach
  void start() {
    fixture = MeshFixture.of(disco, DTABS);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private void restart(Pings pings) {
    fixture.close();
    fixture = MeshFixture.of(disco, DTABS, Limits.DEFAULT, pings);
  }

  @Test
  void callsAreCountedByMethodAndStatus() throws Exception {
    try (RawGrpc client = fixture.client()) {
      RawGrpc.Call stream = client.call(STREAM, WORLD);
      stream.next();
      stream.close();
      client.call("Delegator/GetDtab", MeshStreamTest.dtab("nowhere")).status();

      await().until(() -> fixture.metrics().count(STREAM + " ended cancelled") == 1);
      await().until(() -> fixture.metrics().count("Delegator/GetDtab ended not_found") == 1);
      assertThat(fixture.metrics().count(STREAM + " begun")).isEqualTo(1);
      assertThat(fixture.metrics().count(STREAM + " sent")).isEqualTo(1);
      assertThat(fixture.metrics().count(STREAM + " answered ok")).isEqualTo(1);
      assertThat(fixture.metrics().count("Delegator/GetDtab answered not_found")).isEqualTo(1);
      assertThat(fixture.metrics().refused).isEmpty();
    }
  }

  @Test
  void whatMakesNoSenseIsCounted() throws Exception {
    try (RawGrpc client = fixture.client()) {
      client.call(STREAM, new byte[] {0x0a, 0x7f}).status();
      client.call("Codec/ReadDtab", new byte[5 * 1024 * 1024]).status();
      client.call("Interpreter/Nonsense", WORLD).status();

      await()
          .untilAsserted(
              () ->
                  assertThat(fixture.metrics().refused)
                      .containsExactlyInAnyOrder(
                          Refusal.MALFORMED, Refusal.MESSAGE_TOO_LARGE, Refusal.NO_SUCH_METHOD));
    }
  }

  @Test
  void callsOverTheBoundAreRefusedAndCounted() throws Exception {
    fixture.close();
    fixture = MeshFixture.of(disco, DTABS, oneCallAtATime(), Pings.DEFAULT);
    try (RawGrpc client = fixture.client()) {
      Mesh.BindReq slow = MeshStreamTest.bind("internal", "/#/slow/a");
      RawGrpc.Call waiting = client.call("Interpreter/GetBoundTree", slow);
      await().until(() -> fixture.world().questions().count() == 1); // it is being answered
      assertThat(client.call("Interpreter/GetBoundTree", WORLD).status().getCode())
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(fixture.metrics().refused).contains(Refusal.TOO_MANY_CALLS);

      fixture.world().slowNamer().set(State.ok(NameTree.neg()));
      assertThat(waiting.status()).isEqualTo(Status.OK);
      await().until(() -> client.call("Interpreter/GetBoundTree", WORLD).status().isOk());
    }
  }

  @Test
  void streamsOverTheBoundOfAConnectionAreRefusedAndTheRestGoesOn() throws Exception {
    try (RawHttp2 greedy = RawHttp2.connect(fixture.address(), ORDINARY_WINDOW)) {
      int stream = 1;
      for (int i = 0; i <= GrpcServer.MAX_STREAMS_OF_CONNECTION; i++) {
        greedy.headers(stream, STREAM, GRPC);
        stream += 2;
      }
      greedy.flush();

      RawHttp2.Frame refusal = greedy.next(RawHttp2.RST_STREAM).orElseThrow();
      assertThat(refusal.errorCode()).isEqualTo(RawHttp2.REFUSED_STREAM);
      assertThat(fixture.metrics().refused).contains(Refusal.TOO_MANY_STREAMS_OF_CONNECTION);

      greedy.message(1, WORLD.toByteArray()).flush();
      assertThat(greedy.next(RawHttp2.DATA)).isPresent();
    }
  }

  @Test
  void aCallThatIsResetInTheMiddleOfItsMessageIsForgotten() throws Exception {
    try (RawHttp2 client = RawHttp2.connect(fixture.address(), ORDINARY_WINDOW)) {
      client.headers(1, STREAM, GRPC).halfMessage(1).reset(1).flush();
      await().until(() -> fixture.metrics().count(STREAM + " ended cancelled") == 1);

      client.headers(3, STREAM, GRPC).message(3, WORLD.toByteArray()).flush();
      assertThat(client.next(RawHttp2.DATA)).isPresent();
    }
  }

  @Test
  void framesThatBreakTheRulesCostTheirConnection() throws Exception {
    try (RawHttp2 client = RawHttp2.connect(fixture.address(), ORDINARY_WINDOW)) {
      client.frame(RawHttp2.PING, new byte[5]).flush(); // a ping has 8 bytes

      assertThat(client.next(RawHttp2.GOAWAY)).isPresent();
      assertThat(fixture.metrics().refused).containsExactly(Refusal.PROTOCOL_ERROR);
    }
  }

  @Test
  void whoPingsAllTheTimeIsCutOff() throws Exception {
    restart(new Pings(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1)));
    try (RawHttp2 client = RawHttp2.connect(fixture.address(), ORDINARY_WINDOW)) {
      for (int i = 0; i < 10; i++) {
        client.frame(RawHttp2.PING, new byte[8]);
      }
      client.flush();

      RawHttp2.Frame goodbye = client.next(RawHttp2.GOAWAY).orElseThrow();
      assertThat(goodbye.errorCode()).isEqualTo(RawHttp2.ENHANCE_YOUR_CALM);
      assertThat(fixture.metrics().refused).containsExactly(Refusal.TOO_MANY_RESETS_OR_PINGS);
    }
  }

  @Test
  void whoPingsAtTheAllowedPaceIsNot() throws Exception {
    assertThat(Pings.DEFAULT.shortestInterval()).isLessThan(Duration.ofSeconds(5));
    restart(new Pings(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofNanos(1)));
    try (RawHttp2 client = RawHttp2.connect(fixture.address(), ORDINARY_WINDOW)) {
      for (int i = 0; i < 20; i++) {
        client.frame(RawHttp2.PING, new byte[8]).flush();
        assertThat(client.next(RawHttp2.PING)).isPresent();
      }
      assertThat(fixture.metrics().refused).isEmpty();
    }
  }

  @Test
  void aPeerThatVanishedIsFoundAndAllThatItHeldIsFreed() throws Exception {
    assertThat(Pings.DEFAULT.silence().plus(Pings.DEFAULT.patience()))
        .isLessThanOrEqualTo(Duration.ofSeconds(30));
    restart(new Pings(SHORTEST_SILENCE, Duration.ofMillis(500), Duration.ofNanos(1)));
    try (var wire = FaultyProxy.to(fixture.address().getPort());
        RawGrpc client = RawGrpc.plain(wire.address())) {
      client.call(STREAM, WORLD).next();
      assertThat(fixture.world().watchers().count()).isEqualTo(1);

      wire.lose();

      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> assertThat(fixture.world().watchers().count()).isZero());
      await().untilAsserted(() -> assertThat(fixture.server().connections()).isZero());
    }
  }

  @Test
  void aStreamWhoseClientTakesNothingIsEndedAndItsMessageFreed() throws Exception {
    fixture.close();
    fixture = MeshFixture.of(disco, DTABS, withStallTimeout(Duration.ofSeconds(1)), Pings.DEFAULT);
    try (RawHttp2 client = RawHttp2.connect(fixture.address(), 0)) {
      client.headers(1, STREAM, GRPC).message(1, WORLD.toByteArray()).flush();
      assertThat(client.next(RawHttp2.HEADERS)).isPresent();

      fixture.advance(Duration.ofSeconds(2));

      assertThat(client.next(RawHttp2.RST_STREAM)).isPresent();
      assertThat(fixture.metrics().refused).containsExactly(Refusal.NO_PROGRESS);
      await().untilAsserted(() -> assertThat(fixture.world().watchers().count()).isZero());
      await().until(() -> fixture.metrics().count(STREAM + " ended resource_exhausted") == 1);
    }
  }

  /** What is open then goes on for the grace time, and only then is cut off. */
  @Test
  void aConnectionIsClosedWhenItIsAsOldAsConfigured() throws Exception {
    fixture.close();
    var age = new ConnectionAge(Duration.ofSeconds(1), Duration.ofMillis(1));
    fixture = MeshFixture.of(disco, DTABS, age);
    try (RawHttp2 client = RawHttp2.connect(fixture.address(), ORDINARY_WINDOW)) {
      // On a busy machine it may be as old before there is an answer.
      client.headers(1, STREAM, GRPC).message(1, WORLD.toByteArray()).flush();

      RawHttp2.Frame goodbye = client.next(RawHttp2.GOAWAY).orElseThrow();

      assertThat(goodbye.errorCode()).as("no error").isZero();
      client.answerPings();
      await().untilAsserted(() -> assertThat(fixture.server().connections()).isZero());
      await().untilAsserted(() -> assertThat(fixture.world().watchers().count()).isZero());
      assertThat(fixture.metrics().refused).isEmpty();
    }
  }

  /** As Linkerd 1.x calls, and as other clients may. */
  @Test
  void callsWithoutTrailersHeaderAndWithProtoInTheirTypeAreServed() throws Exception {
    try (RawHttp2 client = RawHttp2.connect(fixture.address(), ORDINARY_WINDOW)) {
      client
          .headers(1, STREAM, Map.of("content-type", "application/grpc+proto"))
          .message(1, WORLD.toByteArray())
          .flush();

      Optional<RawHttp2.Frame> answer = client.next(RawHttp2.DATA);
      assertThat(answer).isPresent();
    }
  }

  private static Limits withStallTimeout(Duration timeout) {
    return limits(Limits.DEFAULT.maxConcurrentRequests(), timeout);
  }

  private static Limits oneCallAtATime() {
    return limits(1, Limits.DEFAULT.streamStallTimeout());
  }

  private static Limits limits(int maxConcurrentRequests, Duration streamStallTimeout) {
    Limits all = Limits.DEFAULT;
    return new Limits(
        all.maxRequestLineBytes(),
        all.maxHeaderBytes(),
        all.maxBodyBytes(),
        all.maxConnections(),
        maxConcurrentRequests,
        all.maxPipelinedRequests(),
        all.idleTimeout(),
        all.requestTimeout(),
        streamStallTimeout,
        all.watchLinger(),
        all.settleTime(),
        all.maxIdleQuestions(),
        all.maxBytesPerAddress(),
        all.sharedAddresses());
  }
}
