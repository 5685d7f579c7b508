package io.dtabd.thriftmux;

import static io.dtabd.testing.servers.RawMux.TDISPATCH;
import static io.dtabd.testing.servers.Wire.bind;
import static io.dtabd.testing.servers.Wire.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.testing.servers.RawMux;
import io.dtabd.testing.servers.Wire;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that make no sense as Thrift are answered with what is wrong, and the session goes on. */
class WrongThriftTest {

  @TempDir private Path disco;
  private ThriftFixture fixture;
  private RawMux client;

  @BeforeEach
  void start() throws Exception {
    fixture = ThriftFixture.of(disco, "/svc => /#/io.l5d.fs/world-v1");
    client = fixture.client();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    fixture.close();
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
        Arguments.of(
            "a question that is too large to keep",
            bind("", "internal", "/a => /" + "x".repeat(NamerReader.MAX_POLL_BYTES), "svc"),
            "path and dtab together; at most 65536 are kept"),
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
    for (byte[] payload :
        List.of(
            new byte[0],
            Wire.ascii("garbage garbage"),
            ByteBuffer.allocate(4).putInt(0x80010001).array())) {
      client.dispatch(2, payload);
      RawMux.Frame answer = client.next(-TDISPATCH, 2);
      assertThat(answer.body()[0]).isEqualTo((byte) 1);
    }
    assertThat(fixture.refused(Refusal.THRIFT_MALFORMED)).isEqualTo(3);
  }
}
