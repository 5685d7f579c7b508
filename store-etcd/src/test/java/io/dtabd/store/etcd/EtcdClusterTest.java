package io.dtabd.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.tests.Counting;
import io.dtabd.testing.peers.EtcdCluster;
import io.dtabd.testing.peers.EtcdEdition;
import io.dtabd.testing.peers.EtcdServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Three members, of which one may fail at a time. */
@ParameterizedClass
@EnumSource
class EtcdClusterTest {

  private static final Namespace NS = new Namespace("internal");
  private static final Dtab A = Dtab.read("/svc => /a");
  private static final Dtab B = Dtab.read("/svc => /b");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  private final EtcdEdition edition;
  private EtcdCluster cluster;

  EtcdClusterTest(EtcdEdition edition) {
    this.edition = edition;
  }

  @BeforeEach
  void start() throws Exception {
    cluster = EtcdCluster.start(folder, edition, 3);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private DtabStore open() {
    return Etcds.openHasty("/dtabs", cluster.urls().toArray(String[]::new));
  }

  @Test
  void nothingAcknowledgedIsLostWhenTheLeaderIsKilledAgainAndAgain() throws Exception {
    List<DtabStore> stores = Stream.generate(this::open).limit(3).toList();
    try (var counting =
        new Counting(stores.stream().map(it -> (Supplier<DtabStore>) () -> it).toList(), 6)) {
      for (int kill = 0; kill < 3; kill++) {
        awaitCounting(counting);
        EtcdServer leader = cluster.leader();
        leader.kill();
        awaitCounting(counting);
        leader.restart();
        leader.awaitReady();
      }
      Counting.Tally tally = counting.finish(stores.getFirst());
      var last = State.ok(stores.getFirst().read(Counting.NAMESPACE));
      for (DtabStore store : stores) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(store.dtab(Counting.NAMESPACE).now()).isEqualTo(last));
      }
      System.out.println("3 leaders killed: " + tally + "; 0 lost");
    } finally {
      stores.forEach(DtabStore::close);
    }
  }

  @Test
  void frozenMemberIsLeftForAnother() throws Exception {
    try (DtabStore store = open()) {
      store.create(NS, A);
      EtcdServer used = cluster.servers().getFirst();
      used.pause();
      await().atMost(PATIENCE).ignoreExceptions().until(() -> store.put(NS, B) != null);
      await().atMost(PATIENCE).until(() -> store.staleSince().isEmpty());
      assertThat(store.dtab(NS).now()).isEqualTo(State.ok(store.read(NS)));
      used.resume();
    }
  }

  @Test
  void memberWithoutTheOthersDoesNotPassForTheStore() throws Exception {
    EtcdServer alone = cluster.servers().getFirst();
    try (DtabStore store = Etcds.openHasty("/dtabs", alone.url())) {
      store.create(NS, A);
      cluster.servers().stream().skip(1).forEach(EtcdServer::kill);
      await().atMost(PATIENCE).until(() -> store.staleSince().isPresent());
      assertThat(store.dtab(NS).now()).isInstanceOf(State.Ok.class);
      for (EtcdServer server : cluster.servers()) {
        server.restart();
      }
      await().atMost(PATIENCE).until(() -> store.staleSince().isEmpty());
    }
  }

  private static void awaitCounting(Counting counting) {
    long enough = counting.acknowledged() + 40;
    await().atMost(PATIENCE).until(() -> counting.acknowledged() > enough);
  }
}
