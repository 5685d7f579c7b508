package io.dtabd.store.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.dtab.Dtab;
import io.dtabd.k8s.tests.KubeApiServer;
import io.dtabd.live.State;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.VersionedDtab;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody restores the cluster's etcd from yesterday's copy, whose versions are lower. */
class RestoredFromACopyTest {

  private static final Namespace KEPT = new Namespace("kept");
  private static final Namespace LATER = new Namespace("later");
  private static final Dtab OLD = Dtab.read("/svc => /old");
  private static final Dtab NEW = Dtab.read("/svc => /new");

  @TempDir Path folder;

  @Test
  void whatTheCopyHasIsInForceAndIsFollowed() throws Exception {
    try (KubeApiServer server = KubeApiServer.start();
        Cluster cluster = Cluster.on(server, folder)) {
      try (DtabStore before = cluster.store()) {
        before.create(KEPT, OLD);
      }
      server.keepCopy();
      try (DtabStore store = cluster.store()) {
        eventually(() -> store.put(KEPT, NEW));
        store.create(LATER, NEW);
        // So that it takes long until the versions have caught up by themselves.
        for (int i = 0; i < 50; i++) {
          store.put(LATER, NEW);
        }

        server.restoreCopy();
        eventually(() -> assertThat(live(store, KEPT)).contains(OLD));
        eventually(() -> assertThat(live(store, LATER)).isEmpty());
        cluster.applyDtab(KEPT, NEW.text());
        eventually(() -> assertThat(live(store, KEPT)).contains(NEW));
      }
    }
  }

  private static Optional<Dtab> live(DtabStore store, Namespace namespace) {
    return switch (store.dtab(namespace).now()) {
      case State.Ok<Optional<VersionedDtab>>(var dtab) -> dtab.map(VersionedDtab::dtab);
      case State.Pending<Optional<VersionedDtab>> _ -> Optional.empty();
      case State.Failed<Optional<VersionedDtab>>(var reason) -> throw new AssertionError(reason);
    };
  }

  private static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofMinutes(3))
        .ignoreExceptionsInstanceOf(StoreException.class)
        .untilAsserted(assertion);
  }
}
