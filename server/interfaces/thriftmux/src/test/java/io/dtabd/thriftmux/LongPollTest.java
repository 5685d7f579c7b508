package io.dtabd.thriftmux;

import static io.dtabd.testing.servers.RawMux.TDISPATCH;
import static io.dtabd.testing.servers.RawMux.TREQ;
import static io.dtabd.testing.servers.Wire.addr;
import static io.dtabd.testing.servers.Wire.bind;
import static io.dtabd.testing.servers.Wire.delegate;
import static io.dtabd.testing.servers.Wire.dtab;
import static io.dtabd.testing.servers.Wire.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.live.State;
import io.dtabd.serving.Watchers;
import io.dtabd.testing.servers.RawMux;
import io.dtabd.testing.servers.Wire;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Polls: when they are answered and when they hang. */
class LongPollTest {

  private static final String V1 = "/svc => /#/io.l5d.fs/world-v1";
  private static final String V2 = "/svc => /#/io.l5d.fs/world-v2";
  private static final Map<Integer, Object> NEG = fields(1, fields());
  private static final Map<Integer, Object> NO_NODES = Map.of();

  @TempDir private Path disco;
  private ThriftFixture fixture;
  private RawMux client;

  @BeforeEach
  void start() throws Exception {
    fixture = ThriftFixture.of(disco, V1);
    client = fixture.client();
    client.negotiate(Integer.MAX_VALUE);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    fixture.close();
  }

  private static Map<Integer, Object> leaf(String name) {
    return fields(4, fields(1, List.of("#", "io.l5d.fs", name), 2, List.of()));
  }

  @Test
  void aPollWithoutAStampIsAnsweredAtOnce() throws Exception {
    Wire.Message answer = client.call(2, bind("", "internal", "", "svc"));

    assertThat(answer.name()).isEqualTo("bind");
    assertThat(answer.sequence()).isEqualTo(7);
    assertThat(answer.at(0, 2, 1)).isEqualTo(leaf("world-v1"));
    assertThat(answer.at(0, 2, 2)).isEqualTo(NO_NODES);
    assertThat(answer.at(0, 3)).isEqualTo("internal");
  }

  @Test
  void aPollWithTheStampOfTheValueHangsUntilTheNext() throws Exception {
    String stamp = client.call(2, bind("", "internal", "", "svc")).stamp();
    client.dispatch(3, bind(stamp, "internal", "", "svc"));
    assertThat(client.nextBeforePing()).isNull();

    fixture.world().put("internal", V2);

    Wire.Message answer = client.next(-TDISPATCH, 3).message();
    assertThat(answer.at(0, 2, 1)).isEqualTo(leaf("world-v2"));
    assertThat(answer.stamp()).isNotEqualTo(stamp);
  }

  @Test
  void aPollWithAnyOtherStampIsAnsweredAtOnce() throws Exception {
    for (String stamp : List.of("12345678", "short", "far too long for a stamp")) {
      assertThat(client.call(2, bind(stamp, "internal", "", "svc")).at(0, 2, 1))
          .isEqualTo(leaf("world-v1"));
    }
  }

  @Test
  void equalValuesHaveEqualStampsInEveryProcess() throws Exception {
    String first = client.call(2, bind("", "internal", "", "svc")).stamp();
    fixture.world().put("internal", V2);
    String second = client.call(2, bind("", "internal", "", "svc")).stamp();
    fixture.world().put("internal", V1 + " ; /unrelated => /x");
    String again = client.call(2, bind("", "internal", "", "svc")).stamp();

    assertThat(again).isEqualTo(first).isNotEqualTo(second);
    try (ThriftFixture other = ThriftFixture.of(disco, V1);
        RawMux elsewhere = other.client()) {
      assertThat(elsewhere.call(2, bind("", "internal", "", "svc")).stamp()).isEqualTo(first);
      elsewhere.dispatch(3, bind(first, "internal", "", "svc"));
      assertThat(elsewhere.nextBeforePing()).isNull();
      other.world().put("internal", V2);
      assertThat(elsewhere.next(-TDISPATCH, 3).message().stamp()).isEqualTo(second);
    }
  }

  @Test
  void whatIsNotKnownYetIsWaitedFor() throws Exception {
    fixture.world().put("internal", "/svc => /#/slow/x");
    client.dispatch(2, bind("", "internal", "", "svc"));
    assertThat(client.nextBeforePing()).isNull();

    fixture.world().slowNamer().set(State.ok(io.dtabd.dtab.NameTree.neg()));

    assertThat(client.next(-TDISPATCH, 2).message().at(0, 2, 1)).isEqualTo(NEG);
  }

  @Test
  void failuresHaveTheReasonAndTheNameAskedFor() throws Exception {
    Wire.Message empty = client.call(2, bind("", "internal", ""));
    assertThat(empty.at(1, 1)).isEqualTo("empty path");
    assertThat(empty.at(1, 2)).isEqualTo(0);
    assertThat(empty.at(1, 3, 3)).isEqualTo("internal");
    assertThat(empty.at(1, 4)).isEqualTo("internal");

    assertThat((String) client.call(2, bind("", "internal", "no dtab", "svc")).at(1, 1))
        .contains("expected but");
    assertThat((String) client.call(2, bind("", "no/slash", "", "svc")).at(1, 1))
        .contains("a namespace is 1 to 253");
    fixture.world().put("internal", "/svc => /svc");
    assertThat((String) client.call(2, bind("12345678", "internal", "", "svc")).at(1, 1))
        .contains("Max recursion level: 100");
    assertThat(client.call(2, bind("12345678", "internal", "", "svc")).at(1, 3, 1))
        .isEqualTo("12345678");
    await().untilAsserted(() -> assertThat(fixture.world().watchers().count()).isZero());
  }

  @Test
  void aLocalDtabComesAfterTheNamespaces() throws Exception {
    assertThat(client.call(2, bind("", "internal", V2, "svc")).at(0, 2, 1))
        .isEqualTo(leaf("world-v2"));
  }

  @Test
  void aNamespaceThatIsNotThereIsTheEmptyDtab() throws Exception {
    assertThat(client.call(2, bind("", "none", "", "svc")).at(0, 2, 1)).isEqualTo(NEG);
    Wire.Message none = client.call(2, dtab("", "none"));
    assertThat(none.at(0, 2)).isEqualTo("");
    client.dispatch(3, dtab(none.stamp(), "none"));
    fixture.world().put("none", V1);
    assertThat(client.next(-TDISPATCH, 3).message().at(0, 2))
        .isEqualTo("/svc=>/#/io.l5d.fs/world-v1");
  }

  @Test
  void addressesAreFollowed() throws Exception {
    Wire.Message first = client.call(2, addr("", "#", "io.l5d.fs", "weighted"));
    assertThat((java.util.Set<?>) first.at(0, 2, 1, 1))
        .hasSize(2)
        .anySatisfy(address -> assertThat(((Map<?, ?>) address).get(3)).isEqualTo(fields(3, 2.5)))
        .anySatisfy(address -> assertThat(((Map<?, ?>) address).get(3)).isNull())
        .allSatisfy(address -> assertThat(((Map<?, ?>) address).get(1)).isEqualTo("\u007f\0\0\1"));
    client.dispatch(3, addr(first.stamp(), "#", "io.l5d.fs", "weighted"));
    assertThat(client.nextBeforePing()).isNull();

    Files.writeString(disco.resolve("weighted"), "127.0.0.1 7003\n");

    Wire.Message next = client.next(-TDISPATCH, 3).message();
    assertThat(next.at(0, 2, 1, 1)).isEqualTo(java.util.Set.of(fields(1, "\u007f\0\0\1", 2, 7003)));
  }

  @Test
  void anIdIsWhatIsBehindTheTransformersAndNoIdIsAFailureOrNegative() throws Exception {
    assertThat(
            (java.util.Set<?>)
                client
                    .call(2, addr("", "%", "io.l5d.x", "y", "#", "io.l5d.fs", "world-v1"))
                    .at(0, 2, 1, 1))
        .hasSize(1);
    assertThat(client.call(2, addr("", "#", "io.l5d.fs", "none")).at(0, 2, 2)).isEqualTo(fields());
    assertThat(client.call(2, addr("")).at(1, 1)).isEqualTo("empty path");
    assertThat((String) client.call(2, addr("", "#", "io.l5d.fs", "malformed")).at(1, 1))
        .isNotEmpty();
  }

  @Test
  void aDelegationIsAnsweredOnceAndWithAStampNever() throws Exception {
    Wire.Message answer = client.call(2, delegate("", "internal", "", "svc"));
    assertThat(answer.stamp()).isEqualTo("\0\0\0\0\0\0\0\1");
    assertThat(answer.at(0, 2, 1, 2)).isEqualTo("/\\x2f=>~");
    int next = (int) answer.at(0, 2, 1, 3, 5);
    assertThat(answer.at(0, 2, 2, next, 2)).isEqualTo("/svc=>/#/io.l5d.fs/world-v1");
    assertThat(answer.at(0, 2, 2, next, 3, 6, 1)).isEqualTo(List.of("#", "io.l5d.fs", "world-v1"));
    assertThat(answer.at(0, 3)).isEqualTo("internal");

    client.dispatch(3, delegate(answer.stamp(), "internal", "", "svc"));
    fixture.world().put("internal", V2);
    assertThat(client.nextBeforePing()).isNull();
    discard(3);
    client.next(-RawMux.TDISCARDED, 3);
    assertThat((String) client.call(2, delegate("", "no/slash", "", "svc")).at(1, 1))
        .contains("a namespace is 1 to 253");
    assertThat((String) client.call(2, delegate("", "internal", "=>", "svc")).at(1, 1))
        .contains("expected but");
  }

  private void discard(int tag) throws Exception {
    byte[] body = {0, (byte) (tag >> 8), (byte) tag, 'w', 'h', 'y'};
    client.send(-62, 0, body);
  }

  @Test
  void whatManyPollForIsEncodedOnce() throws Exception {
    client.call(2, bind("", "internal", "", "svc"));
    try (RawMux other = fixture.client()) {
      String stamp = other.call(2, bind("", "internal", "", "svc")).stamp();
      client.dispatch(3, bind(stamp, "internal", "", "svc"));
      other.dispatch(3, bind(stamp, "internal", "", "svc"));
      assertThat(other.nextBeforePing()).isNull();
      assertThat(client.nextBeforePing()).isNull();
      long before = fixture.world().questions().encoded();

      fixture.world().put("internal", V2);

      client.next(-TDISPATCH, 3);
      other.next(-TDISPATCH, 3);
      assertThat(fixture.world().questions().encoded()).isEqualTo(before + 1);
    }
  }

  @Test
  void treqIsAnsweredAsItCame() throws Exception {
    byte[] message = bind("", "internal", "", "svc");
    ByteBuffer body = ByteBuffer.allocate(1 + 4 + message.length);
    body.put((byte) 1).put((byte) 1).put((byte) 2).put(new byte[2]).put(message);
    client.send(TREQ, 5, body.array());

    assertThat(client.next(-TREQ, 5).message().at(0, 2, 1)).isEqualTo(leaf("world-v1"));
  }

  @Test
  void thriftInFramesIsServedOneCallAtATime() throws Exception {
    try (RawMux framed = RawMux.framed(fixture.address())) {
      framed.framed(bind("", "internal", "", "svc"));
      Wire.Message first = framed.next().message();
      assertThat(first.at(0, 2, 1)).isEqualTo(leaf("world-v1"));
      framed.framed(bind(first.stamp(), "internal", "", "svc"));
      framed.framed(dtab("", "internal"));
      await().untilAsserted(() -> assertThat(entry().acknowledged()).isPresent());
      assertThat(framed.nextIfThere()).isNull();

      fixture.world().put("internal", V2);

      assertThat(framed.next().message().at(0, 2, 1)).isEqualTo(leaf("world-v2"));
      assertThat(framed.next().message().at(0, 2)).isEqualTo("/svc=>/#/io.l5d.fs/world-v2");
      framed.framed(Wire.call("__can__finagle__trace__v3__", fields()));
      assertThat(framed.next().message().kind()).isEqualTo(Wire.EXCEPTION);
    }
  }

  private Watchers.Entry entry() {
    List<Watchers.Entry> entries =
        fixture.world().watchers().page(java.util.Optional.empty(), 0, 10).entries();
    assertThat(entries).hasSize(1);
    return entries.getFirst();
  }
}
