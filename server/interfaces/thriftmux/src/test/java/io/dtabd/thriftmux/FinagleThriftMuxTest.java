package io.dtabd.thriftmux;

import static io.dtabd.testing.servers.Wire.addr;
import static io.dtabd.testing.servers.Wire.bind;
import static io.dtabd.testing.servers.Wire.delegate;
import static io.dtabd.testing.servers.Wire.dtab;
import static io.dtabd.testing.servers.Wire.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.dtabd.live.State;
import io.dtabd.serving.Accept;
import io.dtabd.serving.Arrival;
import io.dtabd.serving.TableVersion;
import io.dtabd.store.Namespace;
import io.dtabd.testing.peers.FrozenProcess;
import io.dtabd.testing.servers.FinaglePeer;
import io.dtabd.testing.servers.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finagle's own client, the one in every Linkerd, does all that a proxy does with this server. */
class FinagleThriftMuxTest {

  private static final int SHIFTS = 1_000;

  /** For what does come. */
  private static final Duration LONG = Duration.ofMinutes(2);

  /** For what does not come in a test, but for a first answer that takes a moment. */
  private static final Duration SHORT = Duration.ofSeconds(1);

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
      fixture.world().put("internal", dtab);
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
      int before = fixture.world().watchers().count();

      poll.discard();

      await()
          .untilAsserted(() -> assertThat(fixture.world().watchers().count()).isLessThan(before));
      await().until(poll::isOver);
      assertThat(finagle.call(bind("", "internal", "", "svc")).stamp()).isEqualTo(stamp);
    }
  }

  /** Its kernel takes the answer, and knows nothing of stamps. */
  @Test
  void whileItIsFrozenItHasNotConfirmedAChange() throws Exception {
    try (ThriftFixture fixture = ThriftFixture.of(folder, "/svc => /#/io.l5d.fs/world-v1");
        FinaglePeer finagle = FinaglePeer.start(fixture.address())) {
      String stamp = finagle.call(bind("", "internal", "", "svc")).stamp();
      FinaglePeer.Call poll = finagle.begin(bind(stamp, "internal", "", "svc"));
      finagle.call(addr("", "#", "io.l5d.fs", "world-v1"));
      assertThat(arrival(fixture, LONG)).containsExactly(entry(Arrival.ACKNOWLEDGED, 1));
      try (FrozenProcess frozen = FrozenProcess.of(finagle.handle())) {
        fixture.world().put("internal", "/svc => /#/io.l5d.fs/world-v2");

        assertThat(arrival(fixture, SHORT)).containsExactly(entry(Arrival.SENT, 1));

        frozen.thaw();
        finagle.begin(bind(poll.answer().stamp(), "internal", "", "svc"));
        assertThat(arrival(fixture, LONG)).containsExactly(entry(Arrival.ACKNOWLEDGED, 1));
      }
    }
  }

  /** How far the newest dtab has got when it has arrived, or the time is over. */
  private static Map<Arrival, Integer> arrival(ThriftFixture fixture, Duration limit)
      throws InterruptedException {
    var namespace = new Namespace("internal");
    var newest = (State.Ok<TableVersion>) fixture.world().propagation().newest(namespace);
    return fixture
        .world()
        .propagation()
        .await(namespace, newest.value(), Accept.DELIVERED, limit)
        .states();
  }
}
