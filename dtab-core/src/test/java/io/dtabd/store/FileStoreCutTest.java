package io.dtabd.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files that lost their end, and the first line that tells. */
class FileStoreCutTest extends FileStoreTest {

  @Test
  void fileSaysItsNumberAndTheLengthAndSumOfWhatFollows() throws Exception {
    store().create(NS, A);
    assertThat(Files.readAllLines(file(1))).containsExactly("# dtabd v1 1 12 010eb8bc", A.text());
  }

  @Test
  void firstLineIsNoPartOfTheDtab() throws Exception {
    var store = store();
    store.create(NS, A);
    close();
    var again = store();
    assertThat(again.read(NS).orElseThrow().dtab().text()).isEqualTo(A.text());
    assertThat(again.history(NS).getFirst().dtab().orElseThrow().text()).isEqualTo(A.text());
  }

  @Test
  void firstLineIsACommentToDtabdBeforeIt() throws Exception {
    store().create(NS, A);
    assertThat(Dtab.read(Files.readString(file(1)))).isEqualTo(A);
  }

  @Test
  void fileOfDtabdBeforeTheFirstLineIsRead() throws Exception {
    sealed(1, A.text().getBytes(UTF_8));
    assertThat(store().read(NS)).isEqualTo(version(1, A));
  }

  @Test
  void emptyFileOfDtabdBeforeTheFirstLineIsTheEmptyDtab() throws Exception {
    sealed(1, A.text().getBytes(UTF_8));
    sealed(2, new byte[0]);
    assertThat(store().read(NS)).isEqualTo(version(2, Dtab.EMPTY));
  }

  @Test
  void emptyDtabIsNotTakenForAFileThatWasCut() throws Exception {
    var store = store();
    store.create(NS, A);
    store.put(NS, Dtab.EMPTY);
    close();
    assertThat(store().read(NS)).isEqualTo(version(2, Dtab.EMPTY));
  }

  @Test
  void fileCutAnywhereKeepsWhatWasInForceBefore() throws Exception {
    var store = store();
    store.create(NS, A);
    store.put(NS, B);
    byte[] whole = Files.readAllBytes(file(2));
    close();
    for (int length = 0; length < whole.length; length++) {
      sealed(2, Arrays.copyOf(whole, length));
      var restarted = store();
      assertThat(restarted.dtab(NS).now())
          .as("cut to %d bytes", length)
          .isEqualTo(State.ok(version(1, A)));
      assertThatExceptionOfType(StoreException.Invalid.class)
          .isThrownBy(() -> restarted.read(NS))
          .withMessageContaining(file(2) + " is cut");
      restarted.close();
    }
  }

  @Test
  void fileCutWhileItIsInForceStaysInForce() throws Exception {
    var store = store();
    store.create(NS, A);
    store.put(NS, B);
    edit(file(2), new byte[0]);
    settle();
    eventually(
        () ->
            assertThatExceptionOfType(StoreException.Invalid.class)
                .isThrownBy(() -> store.read(NS)));
    assertThat(store.dtab(NS).now()).isEqualTo(State.ok(version(2, B)));
  }

  @Test
  void onlyFileThatIsCutFailsItsNamespace() throws Exception {
    store().create(NS, A);
    close();
    byte[] whole = Files.readAllBytes(file(1));
    sealed(1, Arrays.copyOf(whole, whole.length - 1));
    assertThat(store().dtab(NS).now())
        .isInstanceOfSatisfying(
            State.Failed.class, failed -> assertThat(failed.reason()).contains("is cut"));
  }

  @Test
  void namespaceWhoseNewestFileIsCutHealsByAWrite() throws Exception {
    var store = store();
    store.create(NS, A);
    store.put(NS, B);
    close();
    sealed(2, new byte[0]);
    var restarted = store();
    assertThat(restarted.put(NS, C)).isEqualTo(Version.of(3));
    assertThat(restarted.read(NS)).isEqualTo(version(3, C));
    assertThat(restarted.history(NS))
        .extracting(Revision::version)
        .containsExactly(Version.of(3), Version.of(1));
  }

  @Test
  void deletedNamespaceDoesNotComeBackByAFileThatIsCut() throws Exception {
    var store = store();
    store.create(NS, A);
    store.delete(NS);
    store.create(NS, B);
    close();
    sealed(3, new byte[0]);
    assertThat(store().dtab(NS).now()).isInstanceOf(State.Failed.class);
  }

  @Test
  void editBelowTheFirstLineIsTakenAsTheNextVersion() throws Exception {
    var store = store();
    store.create(NS, A);
    String line = Files.readAllLines(file(1)).getFirst();
    edit(file(1), (line + "\n" + B.text()).getBytes(UTF_8));
    settle();
    assertThat(store.read(NS)).isEqualTo(version(2, B));
    assertThat(store.read(NS).orElseThrow().dtab().text()).isEqualTo(B.text());
  }

  @Test
  void editThatKeepsTheTimeOfTheFileIsTakenAsTheNextVersion() throws Exception {
    store().create(NS, A);
    close();
    String line = Files.readAllLines(file(1)).getFirst();
    sealed(1, (line + "\n" + B.text()).getBytes(UTF_8));
    settle();
    assertThat(store().read(NS)).isEqualTo(version(2, B));
  }

  @Test
  void firstLineCopiedFromAnotherVersionIsDropped() throws Exception {
    var store = store();
    store.create(NS, A);
    store.put(NS, B);
    Files.write(file(3), Arrays.copyOf(Files.readAllBytes(file(1)), 30));
    settle();
    assertThatExceptionOfType(StoreException.Invalid.class)
        .isThrownBy(() -> store.read(NS))
        .withMessageContaining("is not a dtab");
    Files.copy(file(1), file(4));
    settle();
    assertThat(store.read(NS)).isEqualTo(version(5, A));
    assertThat(store.read(NS).orElseThrow().dtab().text()).isEqualTo(A.text());
  }

  @Test
  void lineIsLeftOutWhereTheFileWouldBeTooLargeWithIt() throws Exception {
    Dtab largest = Dtab.read("/a => /b ;" + " ".repeat(StoreLimits.MAX_DTAB_BYTES - 10));
    store().create(NS, largest);
    assertThat(Files.size(file(1))).isEqualTo(StoreLimits.MAX_DTAB_BYTES);
    close();
    assertThat(store().read(NS)).isEqualTo(version(1, largest));
  }

  @Test
  void tombstoneStaysAsItWas() throws Exception {
    var store = store();
    store.create(NS, A);
    store.delete(NS);
    assertThat(Files.readAllLines(file(2))).isEqualTo(List.of("!deleted"));
  }

  /** A file as the store leaves it, but for what it says. */
  private void sealed(long number, byte[] bytes) throws IOException {
    Path file = file(number);
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    Files.write(file, bytes);
    Files.setLastModifiedTime(
        file, FileTime.from(clock.instant().truncatedTo(java.time.temporal.ChronoUnit.MILLIS)));
  }

  private static void edit(Path file, byte[] bytes) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.write(file, bytes);
  }
}
