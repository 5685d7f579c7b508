package io.dtabd.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is in the folder. */
class FileStoreLayoutTest extends FileStoreTest {

  @Test
  void versionIsAFileAsAPersonWouldWriteIt() throws Exception {
    store().create(NS, Dtab.read("# mine\n/svc => /a"));
    assertThat(files()).containsExactly("0000000000000001.dtab");
    assertThat(Files.readAllLines(file(1)).subList(1, 3)).containsExactly("# mine", "/svc => /a");
  }

  @Test
  void versionCannotBeOverwrittenByMistake() throws Exception {
    store().create(NS, A);
    assertThat(Files.getPosixFilePermissions(file(1)).toString()).doesNotContain("WRITE");
  }

  @Test
  void versionsCountFromOneAsInNamerd() throws Exception {
    assertThat(store().create(NS, A).base64()).isEqualTo("AAAAAAAAAAE=");
  }

  @Test
  void deleteIsAVersionThatSaysSo() throws Exception {
    var store = store();
    store.create(NS, A);
    store.delete(NS);
    assertThat(file(2)).hasContent("!deleted\n");
    assertThat(store.create(NS, B)).isEqualTo(Version.of(3));
  }

  @Test
  void oldVersionsAreTrimmed() throws Exception {
    var store = store(10);
    for (int i = 0; i < 13; i++) {
      store.put(NS, A);
    }
    assertThat(files()).hasSize(10).startsWith("0000000000000004.dtab");
    assertThat(store.history(NS)).hasSize(10);
  }

  @Test
  void revisionHasTheTimeOfItsFile() throws Exception {
    var store = store();
    store.create(NS, A);
    assertThat(store.history(NS).getFirst().time())
        .isEqualTo(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .isEqualTo(Files.getLastModifiedTime(file(1)).toInstant());
  }

  @Test
  void versionLastsBeforeItIsAcknowledged() throws Exception {
    store().create(NS, A);
    assertThat(disk.stepsOfThisThread())
        .containsSubsequence("link 0000000000000001.dtab", "sync internal");
    // The watch may have seen the folder first, and then it is the one who does this.
    assertThat(disk.steps()).containsSubsequence("link 0000000000000001.dtab", "sync data");
  }

  @Test
  void versionThatMayNotLastIsNotShown() throws Exception {
    var one = store();
    var two = store();
    one.create(NS, A);
    assertThat(two.read(NS)).isEqualTo(version(1, A));
    disk.fail("sync", new IOException("Input/output error"));
    assertThatExceptionOfType(StoreException.Unavailable.class).isThrownBy(() -> one.put(NS, B));
    assertThatExceptionOfType(StoreException.Unavailable.class).isThrownBy(() -> two.read(NS));
    assertThat(two.dtab(NS).now()).isEqualTo(State.ok(version(1, A)));
  }

  @Test
  void nothingIsLeftBehindByAWrite() throws Exception {
    store().create(NS, A);
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void leftoversOfAKilledProcessAreRemovedOnceTheyAreOld() throws Exception {
    store();
    var old = Files.writeString(root().resolve(".tmp/old"), "/svc");
    Files.setLastModifiedTime(old, FileTime.from(clock.instant().minus(Duration.ofHours(2))));
    var young = Files.writeString(root().resolve(".tmp/young"), "/svc");
    store();
    assertThat(old).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void otherFilesAndFoldersAreIgnored() throws Exception {
    Files.createDirectories(root().resolve("lost+found"));
    Files.createDirectories(root().resolve("empty"));
    Files.writeString(root().resolve("README"), "mine");
    byHand(1, A.text());
    Files.writeString(file(1).resolveSibling("7.dtab"), B.text());
    Files.writeString(file(1).resolveSibling(".0000000000000009.dtab.swp"), "x");
    settle();
    var store = store();
    assertThat(store.read(NS).orElseThrow().dtab()).isEqualTo(A);
    assertThat(store.namespaces().now().map(names -> names.first().name() + names.size()))
        .hasToString("Ok[value=internal1]");
  }

  @Test
  void askingForWhatIsNotThereLeavesNothingBehind() throws Exception {
    var store = store();
    store.read(NS);
    store.history(NS);
    assertThatExceptionOfType(StoreException.NotFound.class).isThrownBy(() -> store.delete(NS));
    assertThatExceptionOfType(StoreException.NotFound.class)
        .isThrownBy(() -> store.update(NS, A, Version.of(1)));
    assertThat(root().resolve(NS.name())).doesNotExist();
  }

  @Test
  void lastNumberIsTheEndWithAClearError() throws Exception {
    byHand(VersionFile.MAX_NUMBER, A.text());
    Files.setLastModifiedTime(file(VersionFile.MAX_NUMBER), FileTime.fromMillis(0));
    var store = store();
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> store.put(NS, B))
        .withMessageContaining("no number is left");
    assertThat(store.read(NS).orElseThrow().dtab()).isEqualTo(A);
  }

  @Test
  void folderThatIsAFileIsRefused() throws Exception {
    Files.writeString(root(), "");
    assertThatExceptionOfType(StoreException.Invalid.class)
        .isThrownBy(this::store)
        .withMessageContaining("that is a file");
  }

  @Test
  void aCheckLeavesAFolderThatIsNotThereAway() throws Exception {
    FileDtabStore.check(root().resolve("below/it"), clock);
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void aCheckLeavesAFolderAsItIs() throws Exception {
    store().create(NS, A);
    FileDtabStore.check(root(), clock);
    assertThat(files()).containsExactly("0000000000000001.dtab");
    assertThat(leftovers()).isEmpty();
    assertThat(store().read(NS)).isEqualTo(version(1, A));
  }

  @Test
  void aCheckRefusesAFileAndLeavesItThere() throws Exception {
    Files.writeString(root(), "mine");
    for (var folder : List.of(root(), root().resolve("below"))) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> FileDtabStore.check(folder, clock))
          .withMessageContaining(folder.toString());
    }
    assertThat(root()).hasContent("mine");
  }

  @Test
  void aCheckFindsThatThereAreNoHardLinks() {
    disk.fail("link", new IOException("Operation not permitted"));
    assertThatExceptionOfType(StoreException.Invalid.class)
        .isThrownBy(() -> DataFolder.check(root(), disk, clock))
        .withMessageContaining("makes no hard links");
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void tooFewVersionsToKeepAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store(FileDtabStore.MIN_RETAIN - 1))
        .withMessageContaining("at least 10");
  }
}
