package io.dtabd.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the contract leaves to the store in memory. */
class InMemoryDtabStoreTest {

  private static final Namespace NS = new Namespace("internal");
  private static final Dtab A = Dtab.read("/svc => /a");

  @Test
  void initialNamespacesAreThereAtVersionOne() throws Exception {
    var store = new InMemoryDtabStore(Map.of(NS, A), InstantSource.system());
    var expected = Optional.of(new VersionedDtab(Version.of(1), A));
    assertThat(store.read(NS)).isEqualTo(expected);
    assertThat(store.dtab(NS).now()).isEqualTo(State.ok(expected));
    assertThat(store.namespaces().now()).isEqualTo(State.ok(new TreeSet<>(Set.of(NS))));
  }

  @Test
  void versionsDoNotComeBackAfterTheNamespaceIsForgotten() throws Exception {
    var store = new InMemoryDtabStore(Map.of(), InstantSource.system());
    var versions = new HashSet<Version>();
    versions.add(store.create(NS, A));
    versions.add(store.put(NS, A));
    store.delete(NS);
    for (int i = 0; i < 1_000; i++) {
      var other = new Namespace("n" + i);
      store.create(other, A);
      store.delete(other);
    }
    assertThat(store.history(NS)).isEmpty();
    assertThat(versions).doesNotContain(store.create(NS, A));
  }
}
