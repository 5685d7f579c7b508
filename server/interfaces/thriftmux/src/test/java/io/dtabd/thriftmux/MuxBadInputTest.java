package io.dtabd.thriftmux;

import static io.dtabd.testing.servers.RawMux.RERR;
import static io.dtabd.testing.servers.RawMux.TDISPATCH;
import static io.dtabd.testing.servers.RawMux.TINIT;
import static io.dtabd.testing.servers.Wire.bind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.testing.servers.RawMux;
import io.dtabd.testing.servers.Wire;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes no sense costs its connection at most, is counted, and hurts nobody else. */
class MuxBadInputTest {

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

  static Stream<Arguments> fatalFrames() {
    byte[] longInit = Wire.written(out -> out.writeShort(1));
    byte[] cut = Arrays.copyOf(RawMux.dispatched(bind("", "internal", "", "svc")), 3);
    return Stream.of(
        Arguments.of("2 GB", bytes(Integer.MAX_VALUE), Refusal.FRAME_TOO_LARGE),
        Arguments.of("over the bound", bytes(4 * 1024 * 1024 + 1), Refusal.FRAME_TOO_LARGE),
        Arguments.of("negative size", bytes(-5), Refusal.FRAME_TOO_LARGE),
        Arguments.of("HTTP", Wire.ascii("GET / HTTP/1.1\r\n\r\n"), Refusal.FRAME_TOO_LARGE),
        Arguments.of("size 0", bytes(0), Refusal.FRAME_MALFORMED),
        Arguments.of("size 3", new byte[] {0, 0, 0, 3, 1, 2, 3}, Refusal.FRAME_MALFORMED),
        Arguments.of(
            "Tinit without a version",
            RawMux.frame(TINIT, 1, new byte[1]),
            Refusal.FRAME_MALFORMED),
        Arguments.of(
            "Tinit with half a header",
            RawMux.frame(TINIT, 1, joined(longInit, bytes(1_000_000))),
            Refusal.FRAME_MALFORMED),
        Arguments.of(
            "Tinit with a negative length",
            RawMux.frame(TINIT, 1, joined(longInit, bytes(-1))),
            Refusal.FRAME_MALFORMED),
        Arguments.of(
            "Tinit with a thousand headers",
            RawMux.frame(TINIT, 1, joined(longInit, new byte[8 * 1_001])),
            Refusal.FRAME_MALFORMED),
        Arguments.of("half a Tdispatch", RawMux.frame(TDISPATCH, 2, cut), Refusal.FRAME_MALFORMED),
        Arguments.of(
            "Tdispatch with contexts without end",
            RawMux.frame(TDISPATCH, 2, new byte[] {-1, -1, 0, 0}),
            Refusal.FRAME_MALFORMED),
        Arguments.of(
            "Tdispatch under tag 0",
            RawMux.frame(TDISPATCH, 0, RawMux.dispatched(bind("", "internal", "", "svc"))),
            Refusal.FRAME_MALFORMED),
        Arguments.of("empty Treq", RawMux.frame(1, 2, new byte[0]), Refusal.FRAME_MALFORMED),
        Arguments.of(
            "Tdiscarded of nothing", RawMux.frame(-62, 0, new byte[2]), Refusal.FRAME_MALFORMED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fatalFrames")
  void aBadFrameEndsItsConnection(String what, byte[] frame, Refusal reason) throws Exception {
    client.bytes(frame);

    client.lastWords();
    assertThat(fixture.refused(reason)).as(what).isEqualTo(1);
  }

  @Test
  void aSessionIsToldWhyItEnds() throws Exception {
    client.negotiate(Integer.MAX_VALUE);
    client.bytes(bytes(Integer.MAX_VALUE));

    assertThat(client.lastWords()).contains("a frame of 2147483647 bytes; at most 4194304");
  }

  @Test
  void aTagThatIsInUseEndsTheConnection() throws Exception {
    String stamp = client.call(2, bind("", "internal", "", "svc")).stamp();
    client.dispatch(2, bind(stamp, "internal", "", "svc"));
    client.dispatch(2, bind(stamp, "internal", "", "svc"));

    assertThat(client.lastWords()).contains("tag 2 has a call that is not answered");
    assertThat(fixture.refused(Refusal.TAG_IN_USE)).isEqualTo(1);
    await().untilAsserted(() -> assertThat(fixture.places()).isLessThanOrEqualTo(1));
  }

  @Test
  void unknownMessagesGetAnErrorAndUnknownAnswersNothing() throws Exception {
    for (int type : new int[] {3, 63, 69, 126}) {
      client.send(type, 7, new byte[] {1, 2});
      assertThat(client.next(RERR, 7).text()).isEqualTo("there is no Mux message of type " + type);
    }
    for (int type : new int[] {0, -1, -2, -64, -65, -70, -128, 67, RERR}) {
      client.send(type, 7, new byte[] {1, 2});
    }
    assertThat(client.nextBeforePing()).isNull();
    assertThat(fixture.refused(Refusal.UNKNOWN_TYPE)).isEqualTo(4);
  }

  @Test
  void aNegotiationThatFailsLeavesTheSessionAsItWas() throws Exception {
    client.send(TINIT, 1, new byte[] {0, 2});
    assertThat(client.next(RERR, 1).text()).contains("this server speaks version 1");
    byte[] tiny =
        Wire.written(
            out -> {
              out.writeShort(1);
              out.writeInt(10);
              out.writeBytes("mux-framer");
              out.writeInt(4);
              out.writeInt(5);
            });
    client.send(TINIT, 1, tiny);
    assertThat(client.next(RERR, 1).text()).contains("a window of 5 bytes");
    client.negotiate(Integer.MAX_VALUE);
    client.send(TINIT, 1, new byte[] {0, 1});
    assertThat(client.next(RERR, 1).text()).contains("once");
    assertThat(fixture.refused(Refusal.BAD_NEGOTIATION)).isEqualTo(3);
  }

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
