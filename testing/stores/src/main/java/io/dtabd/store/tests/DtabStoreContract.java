package io.dtabd.store.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.store.Author;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.Revision;
import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.AlreadyExists;
import io.dtabd.store.StoreException.NotFound;
import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.StoreException.Unavailable;
import io.dtabd.store.StoreException.VersionMismatch;
import io.dtabd.store.StoreLimits;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What every {@link DtabStore} does. */
public abstract class DtabStoreContract extends WriteContract {

  /** How many revisions the store keeps at least, up to what a history may have. */
  protected int keepsRevisions() {
    return StoreLimits.MAX_HISTORY;
  }

  /** Whether the store can hold who wrote. */
  protected boolean keepsAuthors() throws IOException {
    return true;
  }

  // Live values.

  @Test
  void liveValueHasAWriteWhenItReturns() throws Exception {
    Version created = store.create(NS, A);
    assertThat(store.dtab(NS).now()).isEqualTo(present(created, A));
    Version updated = store.update(NS, B, created);
    assertThat(store.dtab(NS).now()).isEqualTo(present(updated, B));
    Version put = store.put(NS, C);
    assertThat(store.dtab(NS).now()).isEqualTo(present(put, C));
    store.delete(NS);
    assertThat(store.dtab(NS).now()).isEqualTo(absent());
  }

  @Test
  void namespacesHaveAWriteWhenItReturns() throws Exception {
    store.put(OTHER, A);
    store.create(NS, A);
    assertThat(store.namespaces().now()).isEqualTo(State.ok(new TreeSet<>(Set.of(NS, OTHER))));
    store.delete(OTHER);
    assertThat(store.namespaces().now()).isEqualTo(State.ok(new TreeSet<>(Set.of(NS))));
  }

  @Test
  void observersAreToldOfEachWrite() throws Exception {
    try (var watched = new Watched<>(store.dtab(NS))) {
      Version created = store.create(NS, A);
      eventually(() -> assertThat(watched.told()).endsWith(present(created, A)));
      Version put = store.put(NS, B);
      eventually(() -> assertThat(watched.told()).endsWith(present(put, B)));
      store.delete(NS);
      eventually(() -> assertThat(watched.told()).endsWith(absent()));
    }
  }

  @Test
  void observersAreNotToldOfOtherNamespaces() throws Exception {
    try (var watched = new Watched<>(store.dtab(NS));
        var other = new Watched<>(store.dtab(OTHER))) {
      Version first = store.create(NS, A);
      eventually(() -> assertThat(watched.told()).containsExactly(present(first, A)));
      store.create(OTHER, A);
      store.put(OTHER, B);
      Version version = store.put(OTHER, C);
      eventually(() -> assertThat(other.told()).endsWith(present(version, C)));
      // Behind whatever the observer may have been told of the other namespace.
      Version last = store.put(NS, B);
      eventually(() -> assertThat(watched.told()).endsWith(present(last, B)));
      assertThat(watched.told())
          .as("told of nothing else")
          .containsExactly(present(first, A), present(last, B));
    }
  }

  @Test
  void observersOfTheListAreTold() throws Exception {
    int puts = 10;
    State<SortedSet<Namespace>> one = State.ok(new TreeSet<>(Set.of(NS)));
    State<SortedSet<Namespace>> both = State.ok(new TreeSet<>(Set.of(NS, OTHER)));
    try (var watched = new Watched<>(store.namespaces())) {
      store.create(NS, A);
      eventually(() -> assertThat(watched.told()).endsWith(one));
      for (int i = 0; i < puts; i++) {
        store.put(NS, numbered(i));
      }
      store.create(OTHER, A);
      eventually(() -> assertThat(watched.told()).endsWith(both));
      assertThat(watched.told()).contains(one);
      // That the store has opened may be told late, to those who have just begun to observe.
      assertThat(watched.told()).as("told late, but not with every put").hasSizeLessThan(puts);
    }
  }

  @Test
  void liveValueNeverGoesBack() throws Exception {
    store.create(NS, numbered(0));
    try (var watched = new Watched<>(store.dtab(NS))) {
      for (int i = 1; i <= 100; i++) {
        store.put(NS, numbered(i));
      }
      eventually(() -> assertThat(numberOf(watched.now())).isEqualTo(100));
      assertThat(watched.told().stream().map(DtabStoreContract::numberOf)).isSorted();
    }
  }

  @Test
  void liveValuesOfOneNamespaceAreEqual() {
    assertThat(store.dtab(NS)).isEqualTo(store.dtab(NS)).isNotEqualTo(store.dtab(OTHER));
  }

  // Many at once.

  @Test
  void oneOfManyUpdatesOfAVersionWins() throws Exception {
    Version current = store.create(NS, A);
    for (int round = 0; round < 25; round++) {
      Version expected = current;
      List<Optional<Version>> wins = Race.of(8, i -> tryUpdate(store, numbered(i), expected));
      List<Version> winners = wins.stream().flatMap(Optional::stream).toList();
      assertThat(winners).hasSize(1);
      current = winners.getFirst();
      int winner = wins.indexOf(Optional.of(current));
      assertThat(store.read(NS)).contains(new VersionedDtab(current, numbered(winner)));
    }
  }

  @Test
  void oneOfManyCreatesWins() throws Exception {
    for (int round = 0; round < 10; round++) {
      var namespace = new Namespace("n" + round);
      List<Boolean> wins =
          Race.of(
              8,
              i -> {
                try {
                  store.create(namespace, numbered(i));
                  return true;
                } catch (AlreadyExists e) {
                  return false;
                }
              });
      assertThat(wins).containsOnlyOnce(true);
      assertThat(dtabIn(store, namespace)).contains(numbered(wins.indexOf(true)));
    }
  }

  @Test
  void oneOfManyDeletesWins() throws Exception {
    for (int round = 0; round < 10; round++) {
      Version version = store.create(NS, A);
      List<Boolean> wins =
          Race.of(
              8,
              _ -> {
                try {
                  store.delete(NS, version);
                  return true;
                } catch (NotFound | VersionMismatch e) {
                  return false;
                }
              });
      assertThat(wins).containsOnlyOnce(true);
    }
  }

  @Test
  void nobodysUpdateIsLost() throws Exception {
    store.create(NS, Dtab.EMPTY);
    int each = 10;
    List<List<Version>> versions = Race.of(6, i -> appendDentries(store, i, each));
    Dtab last = dtabIn(store, NS).orElseThrow();
    var expected = new HashSet<Dentry>();
    for (int i = 0; i < 6 * each; i++) {
      expected.add(Dentry.read("/d" + i + " => /x"));
    }
    assertThat(last.dentries()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(versions.stream().flatMap(List::stream)).doesNotHaveDuplicates();
  }

  @Test
  void liveValueEndsOnTheLastOfManyPuts() throws Exception {
    List<Version> versions = Race.of(16, i -> store.put(NS, numbered(i)));
    assertThat(versions).doesNotHaveDuplicates();
    VersionedDtab last = store.read(NS).orElseThrow();
    int winner = versions.indexOf(last.version());
    assertThat(last.dtab()).isEqualTo(numbered(winner));
    assertThat(store.dtab(NS).now()).isEqualTo(present(last.version(), last.dtab()));
  }

  // History.

  @Test
  void historyIsNewestFirst() throws Exception {
    Version first = store.create(NS, A);
    Version second = store.update(NS, B, first);
    Version third = store.put(NS, C);
    List<Revision> expected =
        store.history(NS).stream().limit(Math.min(3, keepsRevisions())).toList();
    assertThat(expected.stream().map(Revision::version))
        .isEqualTo(List.of(third, second, first).subList(0, expected.size()));
    assertThat(expected.stream().map(Revision::dtab))
        .isEqualTo(
            List.of(Optional.of(C), Optional.of(B), Optional.of(A)).subList(0, expected.size()));
    assertThat(expected).hasSize(Math.min(3, keepsRevisions()));
    assertThat(expected.reversed().stream().map(Revision::time)).isSorted();
  }

  @Test
  void historyShowsDeletes() throws Exception {
    store.create(NS, A);
    store.delete(NS);
    store.create(NS, B);
    if (keepsRevisions() >= 3) {
      assertThat(store.history(NS).stream().map(Revision::dtab))
          .containsExactly(Optional.of(B), Optional.empty(), Optional.of(A));
    } else {
      assertThat(store.history(NS).getFirst().dtab()).contains(B);
    }
  }

  @Test
  void historyNamesWhoWroteWhereThatIsKnown() throws Exception {
    assumeTrue(keepsAuthors(), "this store cannot hold who wrote");
    Version first = Author.named("alice", () -> store.create(NS, A));
    store.update(NS, B, first);
    Author.named(
        "bob, of\nops",
        () -> {
          store.delete(NS);
          return NS;
        });
    Author.named("x".repeat(Author.MAX_LENGTH + 1), () -> store.put(NS, C));
    assertThat(store.history(NS).stream().map(Revision::author))
        .containsExactly(
            Optional.of("x".repeat(Author.MAX_LENGTH)),
            Optional.of("bob, of ops"),
            Optional.empty(),
            Optional.of("alice"));
  }

  @Test
  void historyIsBounded() throws Exception {
    for (int i = 0; i <= StoreLimits.MAX_HISTORY; i++) {
      store.put(NS, numbered(i));
    }
    List<Revision> history = store.history(NS);
    assertThat(history).hasSizeBetween(keepsRevisions(), StoreLimits.MAX_HISTORY);
    assertThat(history.getFirst().dtab()).contains(numbered(StoreLimits.MAX_HISTORY));
  }

  @Test
  void historyOfWhatNeverWasIsEmpty() throws Exception {
    assertThat(store.history(NS)).isEmpty();
  }

  // The end.

  @Test
  void liveValuesKeepTheirStateAfterClose() throws Exception {
    Version version = store.create(NS, A);
    store.close();
    assertThat(store.dtab(NS).now()).isEqualTo(present(version, A));
    assertThat(store.namespaces().now()).isEqualTo(State.ok(new TreeSet<>(Set.of(NS))));
  }

  @Test
  void closedStoreIsUnavailable() throws Exception {
    Version version = store.create(NS, A);
    store.close();
    store.close();
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> store.read(NS));
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> store.history(NS));
    assertNotDone(() -> store.create(OTHER, A));
    assertNotDone(() -> store.update(NS, A, version));
    assertNotDone(() -> store.put(NS, A));
    assertNotDone(() -> store.delete(NS));
    assertNotDone(() -> store.delete(NS, version));
  }

  private static void assertNotDone(org.assertj.core.api.ThrowableAssert.ThrowingCallable write) {
    assertThatExceptionOfType(Unavailable.class)
        .isThrownBy(write)
        .extracting(Unavailable::outcome)
        .isEqualTo(Outcome.NOT_DONE);
  }

  static Dtab numbered(int i) {
    return Dtab.read("/svc => /v/" + i);
  }

  private static int numberOf(State<Optional<VersionedDtab>> state) {
    return switch (state) {
      case State.Ok(var dtab) ->
          Integer.parseInt(
              dtab.orElseThrow().dtab().show().substring(numbered(0).show().length() - 1));
      default -> throw new AssertionError("no dtab but " + state);
    };
  }

  static Optional<Version> tryUpdate(DtabStore store, Dtab dtab, Version expected)
      throws StoreException {
    try {
      return Optional.of(store.update(NS, dtab, expected));
    } catch (VersionMismatch e) {
      return Optional.empty();
    }
  }

  /** Adds {@code count} dentries to what is there, one at a time, and again if it was too late. */
  static List<Version> appendDentries(DtabStore store, int writer, int count)
      throws StoreException {
    var versions = new ArrayList<Version>();
    while (versions.size() < count) {
      VersionedDtab now = store.read(NS).orElseThrow();
      Dtab mine = Dtab.read("/d" + (writer * count + versions.size()) + " => /x");
      tryUpdate(store, now.dtab().concat(mine), now.version()).ifPresent(versions::add);
    }
    return versions;
  }
}
