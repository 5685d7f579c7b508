package io.dtabd.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.Revision;
import io.dtabd.store.StoreLimits;
import io.dtabd.testing.peers.EtcdServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left in etcd itself. */
class HistoryTest {

  private static final Namespace NS = new Namespace("internal");
  private static final String HISTORY = "/dtabs-history/internal/";

  @TempDir Path folder;

  private EtcdServer etcd;
  private DtabStore store;

  @BeforeEach
  void start() throws Exception {
    etcd = EtcdServer.start(folder);
    store = Etcds.open("/dtabs", etcd.url());
  }

  @AfterEach
  void stop() {
    store.close();
    etcd.close();
  }

  @Test
  void oldRevisionsAreDeleted() throws Exception {
    int writes = StoreLimits.MAX_HISTORY + 3 * History.TRIM_EVERY;
    for (int i = 1; i <= writes; i++) {
      store.put(NS, Dtab.read("/svc => /v" + i));
    }
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () ->
                assertThat(etcd.count(HISTORY))
                    .isBetween(
                        (long) StoreLimits.MAX_HISTORY,
                        (long) StoreLimits.MAX_HISTORY + History.TRIM_EVERY));
    assertThat(store.history(NS))
        .hasSize(StoreLimits.MAX_HISTORY)
        .first()
        .extracting(Revision::dtab)
        .isEqualTo(Optional.of(Dtab.read("/svc => /v" + writes)));
  }

  @Test
  void largeTableIsInTheHistoryToo() throws Exception {
    var text = new StringBuilder("# by hand\n");
    for (int i = 0; i < 20_000; i++) {
      text.append("/svc/n").append(i).append(" => /#/io.l5d.fs/n").append(i).append(" ;\n");
    }
    Dtab large = Dtab.read(text.toString());
    store.create(NS, large);
    assertThat(store.history(NS).getFirst().dtab().map(Dtab::text)).contains(text.toString());
  }

  @Test
  void etcdThatWasEmptiedIsWhatCounts() throws Exception {
    store.create(NS, Dtab.read("/svc => /a"));
    store.put(NS, Dtab.read("/svc => /b"));
    etcd.kill();
    etcd.forget();
    etcd.restart();
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> assertThat(store.dtab(NS).now()).isEqualTo(State.ok(Optional.empty())));
    var version = store.create(NS, Dtab.read("/svc => /c"));
    assertThat(store.dtab(NS).now()).isEqualTo(State.ok(store.read(NS)));
    assertThat(store.read(NS).orElseThrow().version()).isEqualTo(version);
  }
}
