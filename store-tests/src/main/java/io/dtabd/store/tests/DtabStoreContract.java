package io.dtabd.store.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.NameTree.Weighted;
import io.dtabd.dtab.Path;
import io.dtabd.dtab.Prefix;
import io.dtabd.live.State;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link DtabStore} does. */
public abstract class DtabStoreContract extends StoreTest {

  private DtabStore store;

  /** Whether {@link Dtab#text} comes back to the letter; an equal dtab comes back in any case. */
  protected boolean keepsText() {
    return true;
  }

  /** How many revisions the store keeps at least, up to what a history may have. */
  protected int keepsRevisions() {
    return StoreLimits.MAX_HISTORY;
  }

  /** How large a table the store takes. */
  protected int takesDentries() {
    return 100_000;
  }

  @BeforeEach
  final void openStore() throws Exception {
    store = store();
    eventually(() -> assertThat(store.namespaces().now()).isInstanceOf(State.Ok.class));
  }

  // Writing, one at a time.

  @Test
  void newStoreIsEmpty() throws Exception {
    assertThat(store.namespaces().now()).isEqualTo(State.ok(new TreeSet<>()));
    assertThat(store.read(NS)).isEmpty();
    assertThat(store.dtab(NS).now()).isEqualTo(absent());
    assertThat(store.staleSince()).isEmpty();
  }

  @Test
  void createdIsRead() throws Exception {
    Version version = store.create(NS, A);
    assertThat(store.read(NS)).contains(new VersionedDtab(version, A));
  }

  @Test
  void createOfWhatIsThereIsRefused() throws Exception {
    Version version = store.create(NS, A);
    assertThatExceptionOfType(AlreadyExists.class).isThrownBy(() -> store.create(NS, B));
    assertThat(store.read(NS)).contains(new VersionedDtab(version, A));
  }

  @Test
  void updateReplaces() throws Exception {
    Version first = store.create(NS, A);
    Version second = store.update(NS, B, first);
    assertThat(store.read(NS)).contains(new VersionedDtab(second, B));
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void updateWithStaleVersionIsRefused() throws Exception {
    Version first = store.create(NS, A);
    Version second = store.update(NS, B, first);
    assertThatExceptionOfType(VersionMismatch.class).isThrownBy(() -> store.update(NS, C, first));
    assertThat(store.read(NS)).contains(new VersionedDtab(second, B));
  }

  @Test
  void updateWithMadeUpVersionIsRefused() throws Exception {
    store.create(NS, A);
    for (byte[] made : List.of(new byte[0], new byte[] {1}, new byte[100])) {
      assertThatExceptionOfType(VersionMismatch.class)
          .isThrownBy(() -> store.update(NS, B, Version.of(made)));
    }
    assertThat(dtabIn(store, NS)).contains(A);
  }

  @Test
  void updateOfWhatIsNotThereIsRefused() throws Exception {
    Version other = store.create(OTHER, A);
    assertThatExceptionOfType(NotFound.class).isThrownBy(() -> store.update(NS, A, other));
    assertThat(store.read(NS)).isEmpty();
  }

  @Test
  void updateToTheSameTextIsANewVersion() throws Exception {
    Version first = store.create(NS, A);
    assertThat(store.update(NS, A, first)).isNotEqualTo(first);
  }

  @Test
  void putCreatesAndReplaces() throws Exception {
    Version first = store.put(NS, A);
    assertThat(store.read(NS)).contains(new VersionedDtab(first, A));
    Version second = store.put(NS, B);
    assertThat(store.read(NS)).contains(new VersionedDtab(second, B));
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void deletedIsGone() throws Exception {
    store.create(NS, A);
    store.create(OTHER, B);
    store.delete(NS);
    assertThat(store.read(NS)).isEmpty();
    assertThat(dtabIn(store, OTHER)).contains(B);
  }

  @Test
  void deleteOfWhatIsNotThereIsRefused() throws Exception {
    assertThatExceptionOfType(NotFound.class).isThrownBy(() -> store.delete(NS));
    Version version = store.create(NS, A);
    store.delete(NS);
    assertThatExceptionOfType(NotFound.class).isThrownBy(() -> store.delete(NS));
    assertThatExceptionOfType(NotFound.class).isThrownBy(() -> store.delete(NS, version));
  }

  @Test
  void deleteOfAVersionIsRefusedIfItIsStale() throws Exception {
    Version first = store.create(NS, A);
    Version second = store.update(NS, B, first);
    assertThatExceptionOfType(VersionMismatch.class).isThrownBy(() -> store.delete(NS, first));
    assertThat(dtabIn(store, NS)).contains(B);
    store.delete(NS, second);
    assertThat(store.read(NS)).isEmpty();
  }

  @Test
  void versionsNeverComeBack() throws Exception {
    var versions = new ArrayList<Version>();
    for (int i = 0; i < 5; i++) {
      versions.add(store.create(NS, A));
      versions.add(store.put(NS, A));
      versions.add(store.update(NS, B, versions.getLast()));
      store.delete(NS);
    }
    assertThat(versions).doesNotHaveDuplicates();
  }

  @Test
  void versionFromBeforeADeleteIsRefused() throws Exception {
    Version before = store.create(NS, A);
    store.delete(NS);
    store.create(NS, A);
    assertThatExceptionOfType(VersionMismatch.class).isThrownBy(() -> store.update(NS, B, before));
  }

  @Test
  void everyNameWithinTheRuleCanBeUsed() throws Exception {
    var names = new TreeSet<Namespace>();
    for (String name : List.of("0", "a.b-c_D", "a..", "9-", "x".repeat(Namespace.MAX_LENGTH))) {
      names.add(new Namespace(name));
      store.create(new Namespace(name), A);
    }
    assertThat(store.namespaces().now()).isEqualTo(State.ok(names));
    for (Namespace name : names) {
      assertThat(dtabIn(store, name)).contains(A);
    }
  }

  // What is kept.

  @Test
  void emptyDtabIsNotNoDtab() throws Exception {
    store.create(NS, Dtab.EMPTY);
    assertThat(dtabIn(store, NS)).contains(Dtab.EMPTY);
  }

  @Test
  void textIsKeptWithItsComments() throws Exception {
    String text = "# canary, until friday: \u00fc\n/svc =>\t1 * /a & 9*/b ; # last\n";
    store.create(NS, Dtab.read(text));
    Dtab read = dtabIn(store, NS).orElseThrow();
    assertThat(read).isEqualTo(Dtab.read(text));
    if (keepsText()) {
      assertThat(read.text()).isEqualTo(text);
    }
  }

  @Test
  void weightsKeepEveryDigit() throws Exception {
    NameTree<Path> union =
        new NameTree.Union<>(
            List.of(
                new Weighted<>(1.0 / 3, NameTree.leaf(Path.read("/a"))),
                new Weighted<>(1e-7, NameTree.leaf(Path.read("/b"))),
                new Weighted<>(123456789.125, NameTree.leaf(Path.read("/c"))),
                new Weighted<>(0, NameTree.leaf(Path.read("/d")))));
    var dtab = new Dtab(List.of(new Dentry(Prefix.read("/svc"), union)));
    store.create(NS, dtab);
    assertThat(dtabIn(store, NS)).contains(dtab);
  }

  @Test
  void labelsOfAnyBytesAreKept() throws Exception {
    Dtab dtab = Dtab.read("/\\x00\\xff/*/a => /\\xc3\\xa4 | (/$/x & ! | ~)");
    store.create(NS, dtab);
    assertThat(dtabIn(store, NS)).contains(dtab);
  }

  @Test
  void largeDtabIsKept() throws Exception {
    var text = new StringBuilder();
    for (int i = 0; i < takesDentries(); i++) {
      text.append("/svc/n").append(i).append(" => /#/fs/n").append(i).append(" ;\n");
    }
    Dtab dtab = Dtab.read(text.toString());
    store.create(NS, dtab);
    assertThat(dtabIn(store, NS)).contains(dtab);
  }

  @Test
  void tooLargeDtabIsRefused() throws Exception {
    Version version = store.create(NS, A);
    Dtab large = Dtab.read("# " + "x".repeat(StoreLimits.MAX_DTAB_BYTES));
    assertThatExceptionOfType(StoreException.Invalid.class)
        .isThrownBy(() -> store.update(NS, large, version));
    assertThatExceptionOfType(StoreException.Invalid.class)
        .isThrownBy(() -> store.create(OTHER, large));
    assertThat(store.read(NS)).contains(new VersionedDtab(version, A));
    assertThat(store.read(OTHER)).isEmpty();
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
    store.create(NS, A);
    try (var watched = new Watched<>(store.dtab(NS));
        var other = new Watched<>(store.dtab(OTHER))) {
      Version version = store.create(OTHER, B);
      eventually(() -> assertThat(other.told()).endsWith(present(version, B)));
      assertThat(watched.told()).isEmpty();
    }
  }

  @Test
  void observersOfTheListAreTold() throws Exception {
    try (var watched = new Watched<>(store.namespaces())) {
      store.create(NS, A);
      store.put(NS, B);
      eventually(
          () -> assertThat(watched.told()).containsExactly(State.ok(new TreeSet<>(Set.of(NS)))));
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
