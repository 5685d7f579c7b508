package io.dtabd.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreEvents;
import io.dtabd.store.VersionedDtab;
import io.dtabd.store.tests.StoreOutageContract;
import io.dtabd.testing.peers.EtcdEdition;
import io.dtabd.testing.peers.EtcdServer;
import io.dtabd.testing.peers.FaultyProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The process is well, but the network between is cut, or bytes are stuck in it or lost. */
@ParameterizedClass
@EnumSource
class EtcdCutOffTest extends StoreOutageContract {

  private static final Namespace KEPT = new Namespace("kept");
  private static final Namespace CHANGED = new Namespace("changed");
  private static final Namespace DELETED = new Namespace("deleted");
  private static final Namespace CREATED = new Namespace("created");
  private static final Dtab OLD = Dtab.read("/svc => /old");
  private static final Dtab NEW = Dtab.read("/svc => /new");

  @TempDir static Path folder;

  private static EtcdServer etcd;
  private static FaultyProxy network;

  private final String prefix = Etcds.newPrefix();

  EtcdCutOffTest(EtcdEdition edition) {}

  @BeforeParameterizedClassInvocation
  static void startEtcd(EtcdEdition edition) throws Exception {
    etcd = EtcdServer.start(folder, EtcdServer.Options.plain(edition));
    network = FaultyProxy.to(etcd.port());
  }

  @AfterParameterizedClassInvocation
  static void stopEtcd() {
    if (etcd != null) { // or it could not be had
      network.close();
      etcd.close();
    }
  }

  private static String url() {
    return "http://127.0.0.1:" + network.port();
  }

  @Override
  protected DtabStore open() {
    return Etcds.openHasty(prefix, url());
  }

  /** Far longer than any timeout; the tests of killed servers have the whole length. */
  @Override
  protected Duration longPause() {
    return Duration.ofSeconds(5);
  }

  @Override
  protected Duration longStop() {
    return Duration.ofSeconds(5);
  }

  @Override
  protected void stopServer() throws Exception {
    network.cut();
  }

  @Override
  protected void startServer() throws Exception {
    network.heal();
  }

  @Override
  protected void pauseServer() {
    network.stall();
  }

  @Override
  protected void resumeServer() throws Exception {
    network.heal();
  }

  @Test
  void everythingConvergesAfterBytesWereLost() throws Exception {
    try (DtabStore near = Etcds.openHasty(prefix, etcd.url());
        DtabStore far = open()) {
      near.create(KEPT, OLD);
      converge(() -> assertThat(dtab(far, KEPT)).contains(OLD));
      network.lose();
      near.put(KEPT, NEW);
      converge(() -> assertThat(far.staleSince()).isPresent());
      assertThat(dtab(far, KEPT)).contains(OLD);
      network.heal();
      converge(() -> assertThat(dtab(far, KEPT)).contains(NEW));
      converge(() -> assertThat(far.staleSince()).isEmpty());
    }
  }

  @Test
  void noChangeIsMissedOrToldTwiceWhenHistoryWasCompactedMeanwhile() throws Exception {
    var lists = new AtomicInteger();
    try (DtabStore near = Etcds.openHasty(prefix, etcd.url());
        DtabStore far = Etcds.openHasty(prefix, counting(lists), url())) {
      near.create(KEPT, OLD);
      near.create(CHANGED, OLD);
      near.create(DELETED, OLD);
      for (Namespace namespace : List.of(KEPT, CHANGED, DELETED)) {
        converge(() -> assertThat(dtab(far, namespace)).contains(OLD));
      }
      assertThat(lists).hasValue(1);
      var told = new CopyOnWriteArrayList<Namespace>();
      for (Namespace namespace : List.of(KEPT, CHANGED, DELETED, CREATED)) {
        far.dtab(namespace).observe(() -> told.add(namespace));
      }

      network.cut();
      near.put(CHANGED, NEW);
      near.delete(DELETED);
      near.create(CREATED, NEW);
      etcd.compact();
      network.heal();

      converge(() -> assertThat(dtab(far, CREATED)).contains(NEW));
      assertThat(dtab(far, CHANGED)).contains(NEW);
      assertThat(dtab(far, DELETED)).isEmpty();
      assertThat(dtab(far, KEPT)).contains(OLD);
      converge(() -> assertThat(told).containsExactlyInAnyOrder(CHANGED, DELETED, CREATED));
      assertThat(lists).hasValue(2);

      near.put(KEPT, NEW);
      converge(() -> assertThat(dtab(far, KEPT)).contains(NEW));
      converge(() -> assertThat(told).containsExactlyInAnyOrder(CHANGED, DELETED, CREATED, KEPT));
    }
  }

  @Test
  void watchGoesOnWhereItWasCutWithoutListingAgain() throws Exception {
    var lists = new AtomicInteger();
    try (DtabStore near = Etcds.openHasty(prefix, etcd.url());
        DtabStore far = Etcds.openHasty(prefix, counting(lists), url())) {
      near.create(KEPT, OLD);
      converge(() -> assertThat(dtab(far, KEPT)).contains(OLD));
      network.cut();
      near.put(KEPT, NEW);
      network.heal();
      converge(() -> assertThat(dtab(far, KEPT)).contains(NEW));
      assertThat(lists).hasValue(1);
    }
  }

  private static StoreEvents counting(AtomicInteger lists) {
    return new StoreEvents() {
      @Override
      public void watchBroken() {}

      @Override
      public void listed() {
        lists.incrementAndGet();
      }

      @Override
      public void requestRepeated() {}
    };
  }

  private static Optional<Dtab> dtab(DtabStore store, Namespace namespace) {
    return switch (store.dtab(namespace).now()) {
      case State.Ok<Optional<VersionedDtab>>(var dtab) -> dtab.map(VersionedDtab::dtab);
      case State.Pending<Optional<VersionedDtab>> _ -> Optional.empty();
      case State.Failed<Optional<VersionedDtab>>(var reason) -> throw new AssertionError(reason);
    };
  }

  private static void converge(org.awaitility.core.ThrowingRunnable assertion) {
    Awaitility.await().atMost(Duration.ofMinutes(2)).untilAsserted(assertion);
  }
}
