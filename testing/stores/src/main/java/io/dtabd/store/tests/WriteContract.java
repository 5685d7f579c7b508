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
import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.AlreadyExists;
import io.dtabd.store.StoreException.NotFound;
import io.dtabd.store.StoreException.VersionMismatch;
import io.dtabd.store.StoreLimits;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link DtabStore} does with one write after another, and what it keeps of them. */
public abstract class WriteContract extends StoreTest {

  /** The one store that most tests need. */
  DtabStore store;

  /** Whether {@link Dtab#text} comes back to the letter; an equal dtab comes back in any case. */
  protected boolean keepsText() {
    return true;
  }

  /** How large a table the store takes. */
  protected int takesDentries() {
    return 100_000;
  }

  /** Names of namespaces of every shape that the store takes. */
  protected List<String> names() {
    return List.of("0", "a.b-c_D", "a..", "9-", "x".repeat(Namespace.MAX_LENGTH));
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
    eventually(() -> assertThat(store.dtab(NS).now()).isEqualTo(absent()));
    eventually(() -> assertThat(store.staleSince()).isEmpty());
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
    for (String name : names()) {
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
}
