package io.dtabd.store.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;

/** What the contracts have in common: where stores come from, and short ways to ask them. */
public abstract class StoreTest {

  static final Namespace NS = new Namespace("internal");
  static final Namespace OTHER = new Namespace("external");
  static final Dtab A = Dtab.read("/svc => /a ;");
  static final Dtab B = Dtab.read("/svc => /b ;");
  static final Dtab C = Dtab.read("/svc => /c ;");

  private final List<DtabStore> opened = new ArrayList<>();

  /**
   * Opens a store on what is this test's backend. A test may open several, of which all but those
   * of a store without a backend see the same.
   */
  protected abstract DtabStore open() throws Exception;

  /** Empties the backend, when all stores are closed. */
  protected void clean() throws Exception {}

  /**
   * How long a change may take from one store to another, or after an outage: so long that only a
   * change that never comes takes longer, however busy the machine is.
   */
  protected Duration patience() {
    return Duration.ofMinutes(2);
  }

  /** A store that is closed after the test. */
  final DtabStore store() throws Exception {
    DtabStore store = open();
    opened.add(store);
    return store;
  }

  @AfterEach
  final void closeAndClean() throws Exception {
    opened.forEach(DtabStore::close);
    clean();
  }

  static Optional<Dtab> dtabIn(DtabStore store, Namespace namespace) throws StoreException {
    return store.read(namespace).map(VersionedDtab::dtab);
  }

  static Version versionIn(DtabStore store, Namespace namespace) throws StoreException {
    return store.read(namespace).orElseThrow().version();
  }

  static State<Optional<VersionedDtab>> present(Version version, Dtab dtab) {
    return State.ok(Optional.of(new VersionedDtab(version, dtab)));
  }

  static State<Optional<VersionedDtab>> absent() {
    return State.ok(Optional.empty());
  }

  /** A store that is away, or just back, may refuse; what is asserted may be that it does not. */
  final void eventually(org.awaitility.core.ThrowingRunnable assertion) {
    within(patience(), assertion);
  }

  static void within(Duration atMost, org.awaitility.core.ThrowingRunnable assertion) {
    await()
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptionsInstanceOf(StoreException.class)
        .untilAsserted(assertion);
  }

  static void assertNamespaces(DtabStore store, Namespace... expected) {
    assertThat(store.namespaces().now()).isEqualTo(State.ok(new TreeSet<>(Set.of(expected))));
  }

  static void assertLive(DtabStore store, Namespace namespace, Dtab expected) {
    assertThat(store.dtab(namespace).now())
        .isInstanceOfSatisfying(
            State.Ok.class,
            ok ->
                assertThat(ok.value())
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.OPTIONAL)
                    .map(dtab -> ((VersionedDtab) dtab).dtab())
                    .contains(expected));
  }
}
