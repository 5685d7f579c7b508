package io.dtabd.thriftmux;

import static io.dtabd.testing.servers.RawMux.TDISPATCH;
import static io.dtabd.testing.servers.Wire.addr;
import static io.dtabd.testing.servers.Wire.bind;
import static io.dtabd.testing.servers.Wire.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.config.Limits;
import io.dtabd.config.SocketOptions;
import io.dtabd.live.State;
import io.dtabd.serving.Accept;
import io.dtabd.serving.Propagation;
import io.dtabd.serving.TableVersion;
import io.dtabd.serving.Watchers;
import io.dtabd.store.Namespace;
import io.dtabd.testing.servers.RawMux;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who polls is a watcher: what the register says of it, and what is left when it goes. */
class PollingWatcherTest {

  private static final String V1 = "/svc => /#/io.l5d.fs/world-v1";
  private static final Namespace NS = new Namespace("internal");
  private static final Timeouts TIMEOUTS = Timeouts.of(Limits.DEFAULT, SocketOptions.DEFAULT);
  private static final String V2 = "/svc => /#/io.l5d.fs/world-v2";

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

  @Test
  void aChangeAndItsUndoingLeaveAPollHanging() throws Exception {
    String stamp = client.call(2, bind("", "internal", "", "svc")).stamp();
    client.dispatch(3, bind(stamp, "internal", "", "svc"));
    fixture.world().put("internal", V1 + " ; /more => /x");
    assertThat(client.nextBeforePing()).isNull();
    assertThat(reached(newest()).isComplete()).isTrue();
  }

  @Test
  void aDiscardedPollIsGone() throws Exception {
    String stamp = client.call(2, bind("", "internal", "", "svc")).stamp();
    client.dispatch(3, bind(stamp, "internal", "", "svc"));
    assertThat(client.nextBeforePing()).isNull();
    assertThat(fixture.world().watchers().count()).isEqualTo(1);

    discard(3);

    client.next(-RawMux.TDISCARDED, 3);
    assertThat(fixture.world().watchers().count()).isZero();
    assertThat(fixture.places()).isZero();
    fixture.world().put("internal", V2);
    assertThat(client.nextBeforePing()).isNull();
    discard(3); // of nothing
    assertThat(client.nextBeforePing()).isNull();
  }

  /** A tag may be discarded when only a part of its message has come, and in the older form. */
  @Test
  void aMessageInPiecesIsDiscardedTooAndItsTagIsFree() throws Exception {
    byte[] call = RawMux.dispatched(bind("", "internal", "", "svc"));
    client.send(TDISPATCH, 3 | 0x800000, Arrays.copyOf(call, 20));
    client.send(RawMux.TDISCARDED, 9, new byte[] {0, 0, 3});

    assertThat(client.call(3, bind("", "internal", "", "svc")).stamp()).hasSize(8);
  }

  @Test
  void aWatcherStaysInTheRegisterBetweenItsPolls() throws Exception {
    String stamp = client.call(2, bind("", "internal", "", "svc")).stamp();
    long id = entry().id();
    for (int i = 0; i < 5; i++) {
      assertThat(entry().id()).isEqualTo(id);
      client.dispatch(3, bind(stamp, "internal", "", "svc"));
      assertThat(client.nextBeforePing()).isNull();
      assertThat(entry().acknowledged()).isEqualTo(entry().table());
      fixture.world().put("internal", i % 2 == 0 ? V2 : V1);
      stamp = client.next(-TDISPATCH, 3).message().stamp();
      reached(newest());
      assertThat(entry().acknowledged()).isNotEqualTo(entry().table());
    }
    assertThat(entry().id()).isEqualTo(id);
  }

  @Test
  void aClientThatAskedOnceIsForgottenSoon() throws Exception {
    client.call(2, bind("", "internal", "", "svc"));
    assertThat(fixture.world().watchers().count()).isEqualTo(1);

    fixture.skip(TIMEOUTS.between());

    await().untilAsserted(() -> assertThat(fixture.world().watchers().count()).isZero());
    assertThat(fixture.places()).isZero();
  }

  /** Such as a process that was stopped: it must not seem that all who watch have a change. */
  @Test
  void aClientThatCameBackBeforeAndDoesNotIsSeenAsBehindForLonger() throws Exception {
    String stamp = client.call(2, bind("", "internal", "", "svc")).stamp();
    client.dispatch(3, bind(stamp, "internal", "", "svc"));
    assertThat(client.nextBeforePing()).isNull();
    fixture.world().put("internal", V2);
    client.next(-TDISPATCH, 3);
    assertThat(reached(newest()).isComplete()).isTrue();

    client.call(4, addr("", "#", "io.l5d.fs", "world-v1")); // once, so it shows that time went by
    assertThat(fixture.world().watchers().count()).isEqualTo(2);

    fixture.skip(TIMEOUTS.between());
    await().untilAsserted(() -> assertThat(fixture.world().watchers().count()).isEqualTo(1));
    assertThat(fixture.world().propagation().of(NS, newest()).arrived(Accept.SENT)).isFalse();
    fixture.skip(TIMEOUTS.betweenConfirmed());

    await().untilAsserted(() -> assertThat(fixture.world().watchers().count()).isZero());
    assertThat(fixture.places()).isZero();
  }

  @Test
  void whoWasAnsweredAndDoesNotAskAgainIsBehind() throws Exception {
    String stamp = client.call(2, bind("", "internal", "", "svc")).stamp();
    assertThat(stamp).isNotEmpty();

    fixture.world().put("internal", V2);

    Propagation.Progress progress =
        fixture.world().propagation().of(new Namespace("internal"), newest());
    assertThat(progress.waiting()).isEqualTo(1);
    assertThat(progress.acknowledged()).isZero();
    client.dispatch(3, bind(stamp, "internal", "", "svc"));
    client.next(-TDISPATCH, 3);
    assertThat(reached(newest()).isComplete()).isTrue();
  }

  @Test
  void whoComesWithTheStampOfTheValueHasIt() throws Exception {
    String stamp = client.call(2, bind("", "internal", "", "svc")).stamp();
    try (RawMux reconnected = fixture.client()) {
      client.close();
      reconnected.dispatch(9, bind(stamp, "internal", "", "svc"));
      assertThat(reconnected.nextBeforePing()).isNull();
      await().untilAsserted(() -> assertThat(fixture.world().watchers().count()).isEqualTo(1));
      assertThat(entry().acknowledged()).isPresent().isEqualTo(entry().table());
    }
  }

  @Test
  void thePollsOfAConnectionForOneThingAreOneWatcher() throws Exception {
    String stamp = client.call(2, bind("", "internal", "", "svc")).stamp();
    for (int tag = 3; tag < 1_003; tag++) {
      client.dispatch(tag, bind(stamp, "internal", "", "svc"));
    }
    assertThat(client.nextBeforePing()).isNull();
    assertThat(fixture.world().watchers().count()).isEqualTo(1);

    fixture.world().put("internal", V2);

    for (int i = 0; i < 1_000; i++) {
      assertThat(client.next().message().at(0, 2, 1))
          .isEqualTo(fields(4, fields(1, List.of("#", "io.l5d.fs", "world-v2"), 2, List.of())));
    }
  }

  @Test
  void aConnectionThatEndsLeavesNothing() throws Exception {
    client.call(2, bind("", "internal", "", "svc"));
    client.dispatch(3, addr("", "#", "io.l5d.fs", "world-v1"));
    client.close();

    await().untilAsserted(() -> assertThat(fixture.world().watchers().count()).isZero());
    assertThat(fixture.places()).isZero();
  }

  private void discard(int tag) throws Exception {
    byte[] body = {0, (byte) (tag >> 8), (byte) tag, 'w', 'h', 'y'};
    client.send(-62, 0, body);
  }

  private Watchers.Entry entry() {
    List<Watchers.Entry> entries =
        fixture.world().watchers().page(Optional.empty(), 0, 10).entries();
    assertThat(entries).hasSize(1);
    return entries.getFirst();
  }

  private TableVersion newest() {
    State<TableVersion> newest = fixture.world().propagation().newest(new Namespace("internal"));
    return ((State.Ok<TableVersion>) newest).value();
  }

  private Propagation.Progress reached(TableVersion version) {
    return await()
        .until(
            () -> fixture.world().propagation().of(new Namespace("internal"), version),
            Propagation.Progress::isComplete);
  }

  /** What was written may be lost with its connection; what is polled with was received. */
  @Test
  void aPollThatComesBackWithTheNewStampIsAnAcknowledgement() throws Exception {
    String stamp = client.call(2, bind("", "internal", "", "svc")).stamp();
    client.dispatch(3, bind(stamp, "internal", "", "svc"));
    assertThat(client.nextBeforePing()).isNull();
    assertThat(reached(newest()).acknowledged()).isEqualTo(1);

    fixture.world().put("internal", V2);
    stamp = client.next(-TDISPATCH, 3).message().stamp();

    Propagation.Progress sent = reached(newest());
    assertThat(sent.reached()).isEqualTo(1);
    assertThat(sent.acknowledged()).isZero();
    client.dispatch(3, bind(stamp, "internal", "", "svc"));
    assertThat(client.nextBeforePing()).isNull();
    assertThat(reached(newest()).acknowledged()).isEqualTo(1);
  }
}
