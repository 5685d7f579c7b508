package io.dtabd.server.thrift;

import static io.dtabd.server.thrift.RawMux.RERR;
import static io.dtabd.server.thrift.RawMux.TDISPATCH;
import static io.dtabd.server.thrift.RawMux.TINIT;
import static io.dtabd.server.thrift.RawMux.TPING;
import static io.dtabd.server.thrift.Wire.bind;
import static io.dtabd.server.thrift.Wire.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.server.config.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  private static final int MORE = 0x800000;

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

  @Test
  void aFirstMessageThatDoesNotCompleteIsNotWaitedForLong() throws Exception {
    client.bytes(new byte[] {0, 0, 0, 100, TINIT, 0, 0, 1, 0, 1});
    await()
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
        .untilAsserted(
            () -> {
              fixture.skip(Limits.DEFAULT.idleTimeout());
              assertThat(fixture.refused(Refusal.IDLE)).isEqualTo(1);
            });

    assertThat(client.next().isClosing()).isTrue();
    assertThat(neighbour.nextBeforePing()).as("who has a poll open may be silent").isNull();
  }

  @Test
  void messagesComeInPiecesAndBetweenEachOther() throws Exception {
    byte[] first = RawMux.dispatched(bind("", "internal", "", "svc"));
    byte[] second = RawMux.dispatched(bind("", "internal", "", "none"));
    int i = 0;
    for (; i < Math.min(first.length, second.length) - 1; i++) {
      client.send(TDISPATCH, 2 | MORE, new byte[] {first[i]});
      client.send(TDISPATCH, 3 | MORE, new byte[] {second[i]});
    }
    client.send(TDISPATCH, 3, Arrays.copyOfRange(second, i, second.length));
    assertThat(client.next(-TDISPATCH, 3).message().at(0, 2, 1)).isEqualTo(fields(1, fields()));
    client.send(TDISPATCH, 2, Arrays.copyOfRange(first, i, first.length));
    assertThat(client.next(-TDISPATCH, 2).message().stamp()).hasSize(8);
  }

  @Test
  void answersAreCutToTheClientsWindowAndSentInTurn() throws Exception {
    client.negotiate(64);
    var paths = new ArrayList<String>();
    for (int i = 0; i < 40; i++) {
      paths.add("/#/io.l5d.fs/world-v" + (1 + i % 2));
    }
    fixture.put("internal", "/svc => " + String.join(" & ", paths));
    byte[] call = bind("", "internal", "", "svc");
    client.dispatch(2, call);
    byte[] whole = Objects.requireNonNull(reassembled(client, 1).get(2));
    assertThat(whole.length).isGreaterThan(2_000);
    String stamp = RawMux.Frame.of(-TDISPATCH, 2, whole).message().stamp();
    for (int tag = 3; tag < 8; tag++) {
      client.dispatch(tag, bind(stamp, "internal", "", "svc"));
    }
    assertThat(client.nextBeforePing()).isNull();
    paths.add("/#/io.l5d.fs/none");

    fixture.put("internal", "/svc => " + String.join(" & ", paths.reversed()) + " & $");

    Map<Integer, byte[]> all = reassembled(client, 5);
    assertThat(all.keySet()).containsExactlyInAnyOrder(3, 4, 5, 6, 7);
    all.forEach(
        (tag, answer) ->
            assertThat(RawMux.Frame.of(-TDISPATCH, tag, answer).message().stamp())
                .isNotEqualTo(stamp));
  }

  private static Map<Integer, byte[]> reassembled(RawMux client, int messages)
      throws InterruptedException {
    var pieces = new LinkedHashMap<Integer, byte[]>();
    var last = new ArrayList<Integer>();
    int changes = 0;
    int before = 0;
    while (last.size() < messages) {
      RawMux.Frame next = client.next();
      assertThat(next.body().length).isLessThanOrEqualTo(60);
      int tag = next.tag() & ~MORE;
      changes += tag == before ? 0 : 1;
      before = tag;
      pieces.merge(tag, next.body(), MuxBadInputTest::joined);
      if (tag == next.tag()) {
        last.add(tag);
      }
    }
    assertThat(changes).as("turns").isGreaterThanOrEqualTo(messages == 1 ? 1 : 3 * messages);
    return pieces;
  }

  @Test
  void piecesWithoutEndAreBounded() throws Exception {
    byte[] piece = new byte[100_000];
    try {
      for (int i = 0; i < 100; i++) {
        client.send(TDISPATCH, 2 | MORE, piece);
      }
    } catch (IOException e) {
      // The server has closed.
    }
    await()
        .untilAsserted(() -> assertThat(fixture.refused(Refusal.FRAGMENTS_TOO_LARGE)).isEqualTo(1));
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
        .untilAsserted(
            () -> {
              fixture.skip(Limits.DEFAULT.requestTimeout());
              assertThat(fixture.refused(Refusal.REQUEST_TOO_SLOW)).isPositive();
            });
    neighbour = fixture.client();
  }

  @Test
  void manyTinyFramesAreOnlyWork() throws Exception {
    int frames = 200_000;
    byte[] leases =
        Wire.written(
            out -> {
              for (int i = 0; i < frames; i++) {
                out.writeInt(4);
                out.writeInt(67 << 24); // a lease, which is ignored
              }
            });
    client.bytes(leases);
    assertThat(client.nextBeforePing()).isNull();
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

  static Stream<Arguments> wrongThrift() {
    Map<Integer, Object> deep = fields(1, "end");
    for (int i = 0; i < 100; i++) {
      deep = fields(9, deep);
    }
    byte[] call = bind("", "internal", "", "svc");
    // The length of the dtab, behind the beginnings of the message, the argument and the field.
    byte[] negative = call.clone();
    ByteBuffer.wrap(negative).putInt(4 + 4 + 4 + 4 + 3 + 3, -1);
    return Stream.of(
        Arguments.of("no method", Wire.call("nothing", fields()), "there is no method 'nothing'"),
        Arguments.of("no argument", Wire.message(1, "bind", 1, fields()), "has no argument 1"),
        Arguments.of("an answer", Wire.message(2, "bind", 1, fields()), "type 2 is not a call"),
        Arguments.of(
            "a text for a struct",
            Wire.message(1, "bind", 1, fields(1, "text")),
            "the argument of bind is a struct, this is a string"),
        Arguments.of(
            "a number for a text",
            Wire.call("bind", fields(1, 5)),
            "BindReq.dtab is a string, this is a i32"),
        Arguments.of(
            "a path of numbers",
            Wire.call("addr", fields(1, fields(2, List.of(1, 2)))),
            "an element of NameRef.name is a string, this is a i32"),
        Arguments.of(
            "an empty label",
            bind("", "internal", "", "svc", ""),
            "NameRef.name has an empty label"),
        Arguments.of(
            "a path of 1001 labels",
            bind("", "internal", "", "x".repeat(1_001).split("")),
            "has 1001 labels, the bound is 1000"),
        Arguments.of("deep", Wire.call("bind", fields(7, deep)), "nested more than 32 deep"),
        Arguments.of("a negative length", negative, "a negative length: -1"),
        Arguments.of("cut", Arrays.copyOf(call, call.length - 20), "cut short"),
        Arguments.of(
            "a circle of nodes",
            Wire.call(
                "delegate",
                fields(
                    2,
                    fields(
                        2,
                        fields(
                            1,
                            fields(3, fields(5, 1)),
                            2,
                            Map.of(1, fields(3, fields(8, List.of(1, 1)))))))),
            "lead in a circle"),
        Arguments.of(
            "a node that is not there",
            Wire.call("delegate", fields(2, fields(2, fields(1, fields(3, fields(5, 9)))))),
            "no node 9"),
        Arguments.of(
            "a negative weight",
            Wire.call(
                "delegate",
                fields(
                    2,
                    fields(
                        2,
                        fields(
                            1,
                            fields(3, fields(9, List.of(fields(1, -1.0, 2, 1)))),
                            2,
                            Map.of(1, fields(3, fields(4, fields()))))))),
            "at least 0"),
        Arguments.of(
            "a bound leaf",
            Wire.call("delegate", fields(2, fields(2, fields(1, fields(3, fields(6, fields())))))),
            "a tree of pathLeaf"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongThrift")
  void callsThatMakeNoSenseAreAnsweredWithWhat(String what, byte[] message, String reason)
      throws Exception {
    Wire.Message answer = client.call(2, message);

    assertThat(answer.kind()).as(what).isEqualTo(Wire.EXCEPTION);
    assertThat((String) answer.at(1)).contains(reason);
    assertThat(fixture.refused(Refusal.THRIFT_MALFORMED) + fixture.refused(Refusal.UNKNOWN_METHOD))
        .isEqualTo(1);
    assertThat(client.call(2, bind("", "internal", "", "svc")).stamp()).hasSize(8);
  }

  @Test
  void aPayloadThatIsNotThriftIsAnErrorOfTheDispatch() throws Exception {
    for (byte[] payload : List.of(new byte[0], Wire.ascii("garbage garbage"), bytes(0x80010001))) {
      client.dispatch(2, payload);
      RawMux.Frame answer = client.next(-TDISPATCH, 2);
      assertThat(answer.body()[0]).isEqualTo((byte) 1);
    }
    assertThat(fixture.refused(Refusal.THRIFT_MALFORMED)).isEqualTo(3);
  }

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
