package io.dtabd.thriftmux;

import static io.dtabd.testing.servers.RawMux.RERR;
import static io.dtabd.testing.servers.RawMux.TDISPATCH;
import static io.dtabd.testing.servers.RawMux.TINIT;
import static io.dtabd.testing.servers.RawMux.TPING;
import static io.dtabd.testing.servers.Wire.bind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.config.Limits;
import io.dtabd.testing.servers.RawMux;
import io.dtabd.testing.servers.Wire;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is too much, too slow or never whole costs its connection at most, and is counted. */
class MuxLimitsTest {

  private static final int MORE = 0x800000;
  private static final int TLEASE = 67;

  /** For a machine that does other things as well. */
  private static final Duration LONG = Duration.ofMinutes(3);

  @TempDir private Path disco;
  private ThriftFixture fixture;
  private RawMux neighbour;
  private RawMux client;

  @BeforeEach
  void start() throws Exception {
    fixture = ThriftFixture.of(disco, "/svc => /#/io.l5d.fs/world-v1");
    neighbour = fixture.client();
    client = fixture.client();
  }

  @AfterEach
  void stop() throws Exception {
    assertThat(neighbour.call(2, bind("", "internal", "", "svc")).stamp()).hasSize(8);
    neighbour.close();
    client.close();
    fixture.close();
  }

  @Test
  void aFirstMessageThatDoesNotCompleteIsNotWaitedForLong() throws Exception {
    client.bytes(new byte[] {0, 0, 0, 100, TINIT, 0, 0, 1, 0, 1});
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              fixture.skip(Limits.DEFAULT.requestTimeout());
              assertThat(fixture.refused(Refusal.REQUEST_TOO_SLOW)).isPositive();
            });
    assertThat(client.next().isClosing()).isTrue();
    neighbour = fixture.client();
  }

  @Test
  void whoSaysNothingIsLetGo() throws Exception {
    client.negotiate(Integer.MAX_VALUE);
    neighbour.negotiate(Integer.MAX_VALUE);
    String stamp = neighbour.call(2, bind("", "internal", "", "svc")).stamp();
    neighbour.dispatch(3, bind(stamp, "internal", "", "svc"));
    assertThat(neighbour.nextBeforePing()).isNull();

    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              fixture.skip(Limits.DEFAULT.idleTimeout());
              assertThat(fixture.refused(Refusal.IDLE)).isEqualTo(1);
            });

    assertThat(client.next().isClosing()).isTrue();
    assertThat(neighbour.nextBeforePing()).as("who has a poll open may be silent").isNull();
  }

  @Test
  void piecesWithoutEndAreBounded() throws Exception {
    byte[] piece = new byte[100_000];
    for (int i = 0; i < 100; i++) {
      client.send(TDISPATCH, 2 | MORE, piece);
    }
    assertThat(client.lastWords()).contains("have more than 4194304 bytes");
    assertThat(fixture.refused(Refusal.FRAGMENTS_TOO_LARGE)).isEqualTo(1);
  }

  /** The client writes all of it before it reads, as they do. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFrameOverTheLimitIsAnsweredUnderItsTag(boolean isNegotiated) throws Exception {
    if (isNegotiated) {
      client.negotiate(Integer.MAX_VALUE);
    }
    client.send(TDISPATCH, 5, new byte[8 * 1024 * 1024]);

    RawMux.Frame refused = client.next(RERR, 5);
    assertThat(refused.text())
        .isEqualTo("a frame of 8388612 bytes; at most 4194304 are taken, and smaller pieces");
    assertThat(client.next().isClosing()).isTrue();
    assertThat(fixture.refused(Refusal.FRAME_TOO_LARGE)).isEqualTo(1);
  }

  @Test
  void aFrameOverTheLimitIsNoAnswerToAnotherCall() throws Exception {
    String stamp = client.call(2, bind("", "internal", "", "svc")).stamp();
    client.dispatch(2, bind(stamp, "internal", "", "svc"));
    client.send(TDISPATCH, 2, new byte[5_000_000]);

    assertThat(client.next(RERR, 0).text()).contains("a frame of 5000004 bytes");
    assertThat(client.next().isClosing()).isTrue();
    await().untilAsserted(() -> assertThat(fixture.places()).isLessThanOrEqualTo(1));
  }

  @Test
  void whoGoesOnAfterTheLastWordsIsNotReadForLong() throws Exception {
    client.send(TDISPATCH, 5, new byte[5_000_000]);
    client.next(RERR, 5);
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (true) {
                      client.bytes(new byte[100_000]);
                    }
                  } catch (IOException e) {
                    // Closed by the server.
                  }
                });
    await()
        .atMost(LONG)
        .until(
            () -> {
              fixture.skip(Duration.ofSeconds(1));
              return !writer.isAlive();
            });
    neighbour = fixture.client();
  }

  @Test
  void messagesThatAreNotWholeAreBoundedInNumber() throws Exception {
    for (int tag = 2; tag <= Fragments.MAX_MESSAGES + 2; tag++) {
      client.send(TDISPATCH, tag | MORE, new byte[1]);
    }
    assertThat(client.lastWords()).contains("more than 1000 messages are not whole");
    assertThat(fixture.refused(Refusal.FRAGMENTS_TOO_LARGE)).isEqualTo(1);
  }

  @Test
  void aMessageInPiecesThatDoesNotCompleteIsNotWaitedForLong() throws Exception {
    client.send(TDISPATCH, 2 | MORE, new byte[10]);
    assertThat(client.nextBeforePing()).isNull();
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              fixture.skip(Limits.DEFAULT.requestTimeout());
              assertThat(fixture.refused(Refusal.REQUEST_TOO_SLOW)).isPositive();
            });
    neighbour = fixture.client();
  }

  /** Leases, which are ignored, and pieces of nothing, which are put together to a lease. */
  @Test
  void tenMillionTinyFramesAreOnlyWork() throws Exception {
    int framesAtATime = 100_000;
    byte[] frames =
        Wire.written(
            out -> {
              for (int i = 0; i < framesAtATime / 4; i++) {
                out.writeInt(4);
                out.writeInt(TLEASE << 24);
                for (int tag : new int[] {MORE | 5, MORE | 5, 5}) {
                  out.writeInt(4);
                  out.writeInt(TLEASE << 24 | tag);
                }
              }
            });
    // Other tests have every touch of every buffer recorded: of so many that would be all the work.
    ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
    try {
      for (int sent = 0; sent < 10_000_000; sent += framesAtATime) {
        client.bytes(frames);
      }
      assertThat(client.nextBeforePing()).isNull();
    } finally {
      ResourceLeakDetector.setLevel(level);
    }
    assertThat(client.call(2, bind("", "internal", "", "svc")).stamp()).hasSize(8);
  }

  @Test
  void whoDoesNotReadItsAnswersIsNotReadEither() throws Exception {
    try (var deaf = new java.net.Socket()) {
      deaf.setReceiveBufferSize(4_096);
      deaf.connect(fixture.address());
      byte[] pings =
          Wire.written(
              out -> {
                for (int i = 0; i < 10_000; i++) {
                  out.writeInt(4);
                  out.writeInt(TPING << 24 | 1);
                }
              });
      deaf.getOutputStream().write(new byte[] {0, 0, 0, 4, TPING, 0, 0, 1});
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (true) {
                        deaf.getOutputStream().write(pings);
                      }
                    } catch (IOException e) {
                      // Closed by the server, for taking nothing of its answers.
                    }
                  });
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> {
                fixture.skip(Limits.DEFAULT.streamStallTimeout());
                assertThat(fixture.refused(Refusal.RESPONSE_TOO_SLOW)).isEqualTo(1);
              });
      writer.join();
    }
    neighbour = fixture.client();
  }

  @Test
  void openCallsAreBounded() throws Exception {
    String stamp = client.call(2, bind("", "internal", "", "svc")).stamp();
    byte[] poll = bind(stamp, "internal", "", "svc");
    for (int tag = 1; tag <= Calls.MAX_OPEN; tag++) {
      client.dispatch(tag, poll);
    }
    client.dispatch(Calls.MAX_OPEN + 1, poll);

    RawMux.Frame refused = client.next(-TDISPATCH, Calls.MAX_OPEN + 1);
    assertThat(refused.body()[0]).isEqualTo((byte) 1);
    assertThat(refused.text()).contains("open another connection");
    assertThat(fixture.refused(Refusal.TOO_MANY_CALLS)).isEqualTo(1);
    assertThat(client.nextBeforePing()).isNull();
  }
}
