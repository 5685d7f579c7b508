package io.dtabd.thriftmux;

import static io.dtabd.testing.servers.RawMux.TDISPATCH;
import static io.dtabd.testing.servers.Wire.bind;
import static io.dtabd.testing.servers.Wire.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.testing.servers.RawMux;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that are cut, on the way in and on the way out. */
class FragmentsTest {

  private static final int MORE = 0x800000;

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
    fixture.world().put("internal", "/svc => " + String.join(" & ", paths));
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

    fixture.world().put("internal", "/svc => " + String.join(" & ", paths.reversed()) + " & $");

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
      pieces.merge(tag, next.body(), FragmentsTest::joined);
      if (tag == next.tag()) {
        last.add(tag);
      }
    }
    assertThat(changes).as("turns").isGreaterThanOrEqualTo(messages == 1 ? 1 : 3 * messages);
    return pieces;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
