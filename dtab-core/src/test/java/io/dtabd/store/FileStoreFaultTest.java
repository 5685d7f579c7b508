package io.dtabd.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dtabd.live.State;
import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.StoreException.Unavailable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that fail, and processes that stall. */
class FileStoreFaultTest extends FileStoreTest {

  private static final Namespace OTHER = new Namespace("external");

  private static IOException full() {
    return new FileSystemException("there", null, "No space left on device");
  }

  @ParameterizedTest
  @ValueSource(strings = {"write", "makeFolder", "link"})
  void fullDiskRefusesAWriteAndLosesNothing(String step) throws Exception {
    var store = store();
    Version version = store.create(NS, A);
    disk.fail(step, full());
    assertThatExceptionOfType(Unavailable.class)
        .isThrownBy(() -> store.update(NS, B, version))
        .withMessageContaining("No space left on device")
        .withMessageContaining("nothing was changed")
        .extracting(Unavailable::outcome)
        .isEqualTo(Outcome.NOT_DONE);
    assertThat(store.read(NS)).isEqualTo(version(1, A));
    assertThat(leftovers()).isEmpty();
    disk.mend();
    assertThat(store.update(NS, B, version)).isEqualTo(Version.of(2));
  }

  @Test
  void failureAfterTheVersionHasItsNameIsOfUnknownOutcome() throws Exception {
    var store = store();
    Version version = store.create(NS, A);
    disk.fail("sync", new IOException("Input/output error"));
    assertThatExceptionOfType(Unavailable.class)
        .isThrownBy(() -> store.update(NS, B, version))
        .withMessageContaining("Input/output error")
        .extracting(Unavailable::outcome)
        .isEqualTo(Outcome.UNKNOWN);
    disk.mend();
    assertThat(store.read(NS)).isEqualTo(version(2, B));
  }

  @Test
  void folderThatMayNotBeWrittenIsForbidden() throws Exception {
    var store = store();
    store.create(NS, A);
    disk.fail("write", new AccessDeniedException("there"));
    assertThatExceptionOfType(StoreException.Forbidden.class)
        .isThrownBy(() -> store.put(NS, B))
        .withMessageContaining("permission denied");
    assertThat(store.read(NS)).isEqualTo(version(1, A));
  }

  @Test
  void readOnlyFolderIsServed() throws Exception {
    byHand(1, A.text());
    settle();
    disk.fail("write", new FileSystemException("there", null, "Read-only file system"));
    var store = store();
    assertThat(store.read(NS)).isEqualTo(version(1, A));
    assertThatExceptionOfType(Unavailable.class)
        .isThrownBy(() -> store.put(NS, B))
        .withMessageContaining("Read-only file system");
  }

  @Test
  void folderThatCannotBeReadIsRefusedAtTheStart() {
    disk.fail("list", new AccessDeniedException("there"));
    assertThatExceptionOfType(StoreException.Forbidden.class)
        .isThrownBy(this::store)
        .withMessageContaining("cannot read the data folder " + root() + ": permission denied");
  }

  @Test
  void fileSystemWithoutHardLinksIsRefusedAtTheStart() {
    disk.fail("link", new FileSystemException("there", null, "Operation not permitted"));
    assertThatExceptionOfType(StoreException.Invalid.class)
        .isThrownBy(this::store)
        .withMessageContaining("no hard links (Operation not permitted")
        .withMessageContaining("use a local one");
  }

  @Test
  void updateThatStallsLosesToOneThatDoesNot() throws Exception {
    var stalled = store();
    var quick = store();
    Version version = stalled.create(NS, A);
    beforeFirstLink(() -> quick.update(NS, B, version));
    assertThatExceptionOfType(StoreException.VersionMismatch.class)
        .isThrownBy(() -> stalled.update(NS, C, version));
    assertThat(stalled.read(NS)).isEqualTo(version(2, B));
  }

  @Test
  void putThatStallsComesAfterOneThatDoesNot() throws Exception {
    var stalled = store();
    var quick = store();
    stalled.create(NS, A);
    beforeFirstLink(() -> quick.put(NS, B));
    assertThat(stalled.put(NS, C)).isEqualTo(Version.of(3));
    assertThat(quick.read(NS)).isEqualTo(version(3, C));
  }

  @Test
  void updateThatStallsUntilItsNumberIsTrimmedDoesNotCountAsDone() throws Exception {
    var stalled = store(10);
    var quick = store(10);
    Version version = stalled.create(NS, A);
    beforeFirstLink(
        () -> {
          for (int i = 0; i < 30; i++) {
            quick.put(NS, B);
          }
        });
    assertThatExceptionOfType(Unavailable.class)
        .isThrownBy(() -> stalled.update(NS, C, version))
        .extracting(Unavailable::outcome)
        .isEqualTo(Outcome.UNKNOWN);
    assertThat(stalled.read(NS)).isEqualTo(version(31, B));
    assertThat(quick.read(NS)).isEqualTo(version(31, B));
  }

  @Test
  void namespaceThatCannotBeReadKeepsItsStateAndSaysSo() throws Exception {
    var store = store();
    store.create(NS, A);
    store.create(OTHER, A);
    disk.set(
        (step, file) -> {
          if (step.equals("list") && file.endsWith(NS.name())) {
            throw new IOException("Input/output error");
          }
        });
    eventually(() -> assertThat(store.staleSince()).contains(clock.instant()));
    assertThat(store.dtab(NS).now()).isEqualTo(State.ok(version(1, A)));
    assertThatExceptionOfType(Unavailable.class)
        .isThrownBy(() -> store.read(NS))
        .withMessageContaining("Input/output error");
    store.put(OTHER, B);
    assertThat(store.read(OTHER)).isEqualTo(version(2, B));
    disk.mend();
    eventually(() -> assertThat(store.staleSince()).isEmpty());
  }

  @Test
  void namespaceThatNeverCouldBeReadFailsAloneAndHeals() throws Exception {
    store().create(OTHER, A);
    Files.createDirectories(file(1));
    settle();
    var store = store();
    assertThat(store.dtab(NS).now())
        .isInstanceOfSatisfying(
            State.Failed.class, failed -> assertThat(failed.reason()).contains("Is a directory"));
    assertThat(store.dtab(OTHER).now()).isEqualTo(State.ok(version(1, A)));
    Files.delete(file(1));
    byHand(1, B.text());
    settle();
    eventually(() -> assertThat(store.dtab(NS).now()).isEqualTo(State.ok(version(2, B))));
  }

  @Test
  void folderThatGoesAwayIsNotTakenForDeletedNamespaces() throws Exception {
    var store = store();
    store.create(NS, A);
    Path away = parent.resolve("away");
    Files.move(root(), away);
    Files.createDirectory(root());
    eventually(() -> assertThat(store.staleSince()).isPresent());
    assertThat(store.dtab(NS).now()).isEqualTo(State.ok(version(1, A)));
    assertThatExceptionOfType(Unavailable.class)
        .isThrownBy(() -> store.read(NS))
        .withMessageContaining("is a volume unmounted?");
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> store.put(NS, B));
    assertThat(root()).isEmptyDirectory();
    Files.delete(root());
    Files.move(away, root());
    eventually(() -> assertThat(store.staleSince()).isEmpty());
    assertThat(store.put(NS, B)).isEqualTo(Version.of(2));
  }

  /** Something that another process does. */
  @FunctionalInterface
  private interface Action {
    void run() throws StoreException;
  }

  private void beforeFirstLink(Action action) {
    var first = new AtomicBoolean(true);
    disk.set(
        (step, _) -> {
          if (step.equals("link") && first.compareAndSet(true, false)) {
            try {
              action.run();
            } catch (StoreException e) {
              throw new IOException(e);
            }
          }
        });
  }
}
