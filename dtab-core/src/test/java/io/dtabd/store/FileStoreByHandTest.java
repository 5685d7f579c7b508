package io.dtabd.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dtabd.live.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** What people do in the folder. */
class FileStoreByHandTest extends FileStoreTest {

  @Test
  void fileThatMayBeHalfWrittenIsNotTaken() throws Exception {
    var store = store();
    store.create(NS, A);
    Files.writeString(file(2), "");
    assertThat(store.read(NS)).isEqualTo(version(1, A));
    Files.writeString(file(2), B.text());
    assertThat(store.read(NS)).isEqualTo(version(1, A));
  }

  @Test
  void settledFileIsTakenAsTheNextVersion() throws Exception {
    var store = store();
    store.create(NS, A);
    byHand(2, B.text());
    settle();
    assertThat(store.read(NS)).isEqualTo(version(3, B));
    assertThat(file(3)).content().endsWith("\n" + B.text());
  }

  @Test
  void settledFileIsSeenWithoutBeingAskedFor() throws Exception {
    var store = store();
    store.create(NS, A);
    byHand(2, B.text());
    settle();
    eventually(() -> assertThat(store.dtab(NS).now()).isEqualTo(State.ok(version(3, B))));
  }

  @Test
  void editInPlaceIsTakenAsTheNextVersion() throws Exception {
    var store = store();
    store.create(NS, A);
    edit(file(1), B.text());
    settle();
    assertThat(store.read(NS)).isEqualTo(version(2, B));
  }

  @Test
  void editWhileNoProcessRunsIsTakenAsTheNextVersion() throws Exception {
    store().create(NS, A);
    close();
    edit(file(1), B.text());
    settle();
    assertThat(store().read(NS)).isEqualTo(version(2, B));
  }

  @Test
  void updateIsRefusedWhileAnEditSettles() throws Exception {
    var store = store();
    Version version = store.create(NS, A);
    edit(file(1), B.text());
    assertThatExceptionOfType(StoreException.VersionMismatch.class)
        .isThrownBy(() -> store.update(NS, C, version));
    settle();
    assertThat(store.update(NS, C, Version.of(2))).isEqualTo(Version.of(3));
  }

  @Test
  void putGoesBeforeAnEditThatSettles() throws Exception {
    var store = store();
    store.create(NS, A);
    byHand(2, B.text());
    assertThat(store.put(NS, C)).isEqualTo(Version.of(3));
    settle();
    assertThat(store.read(NS)).isEqualTo(version(3, C));
    assertThat(store.history(NS)).hasSize(3);
  }

  @Test
  void editIsTakenOnceByTwoProcesses() throws Exception {
    var one = store();
    var two = store();
    one.create(NS, A);
    edit(file(1), B.text());
    settle();
    assertThat(one.read(NS)).isEqualTo(version(2, B));
    assertThat(two.read(NS)).isEqualTo(version(2, B));
    assertThat(files()).hasSize(2);
  }

  @Test
  void copyOfAnOldVersionRollsBack() throws Exception {
    var store = store();
    store.create(NS, A);
    store.put(NS, B);
    Files.copy(file(1), file(3));
    settle();
    assertThat(store.read(NS)).isEqualTo(version(4, A));
  }

  @Test
  void removalOfTheNewestFileRollsBackToANewVersion() throws Exception {
    var store = store();
    store.create(NS, A);
    store.put(NS, B);
    Files.delete(file(2));
    settle();
    assertThat(store.read(NS)).isEqualTo(version(3, A));
  }

  @Test
  void removalOfTheFolderDeletesTheNamespaceAndItsNumbersGoOn() throws Exception {
    var store = store();
    store.create(NS, A);
    Files.delete(file(1));
    Files.delete(file(1).getParent());
    assertThat(store.read(NS)).isEmpty();
    eventually(() -> assertThat(store.dtab(NS).now()).isEqualTo(Known.ABSENT));
    assertThat(store.create(NS, B)).isEqualTo(Version.of(2));
  }

  @Test
  void tombstoneWrittenByHandDeletes() throws Exception {
    var store = store();
    store.create(NS, A);
    byHand(2, "!deleted");
    settle();
    assertThat(store.read(NS)).isEmpty();
  }

  @Test
  void brokenFileSaysWhichAndWhere() throws Exception {
    var store = store();
    store.create(NS, A);
    byHand(2, "/svc => /a ;\n/svc => @");
    settle();
    assertThatExceptionOfType(StoreException.Invalid.class)
        .isThrownBy(() -> store.read(NS))
        .withMessageContaining(file(2).toString())
        .withMessageContaining("line 2, column 9");
    assertThat(store.history(NS).getFirst().version()).isEqualTo(Version.of(1));
  }

  @Test
  void brokenEditHealsWhenItIsMended() throws Exception {
    var store = store();
    store.create(NS, A);
    edit(file(1), "oops");
    settle();
    assertThatExceptionOfType(StoreException.Invalid.class).isThrownBy(() -> store.read(NS));
    byHand(1, B.text());
    assertThat(store.read(NS)).isEqualTo(version(2, B));
  }

  @Test
  void brokenFileHealsWhenItIsRemoved() throws Exception {
    var store = store();
    store.create(NS, A);
    byHand(2, "oops");
    settle();
    assertThatExceptionOfType(StoreException.Invalid.class).isThrownBy(() -> store.read(NS));
    Files.delete(file(2));
    assertThat(store.read(NS)).isEqualTo(version(3, A));
  }

  @Test
  void fileThatIsNotTextSaysWhere() throws Exception {
    Files.createDirectories(file(1).getParent());
    Files.write(file(1), new byte[] {'/', 'a', (byte) 0xff});
    settle();
    var store = store();
    assertThatExceptionOfType(StoreException.Invalid.class)
        .isThrownBy(() -> store.read(NS))
        .withMessageContaining("not UTF-8 text: the byte at 2");
  }

  @Test
  void hugeFileIsNotRead() throws Exception {
    byHand(1, "#".repeat(StoreLimits.MAX_DTAB_BYTES + 1));
    settle();
    var store = store();
    assertThatExceptionOfType(StoreException.Invalid.class)
        .isThrownBy(() -> store.read(NS))
        .withMessageContaining("larger than the 4,194,304 bytes");
    assertThat(store.put(NS, A)).isEqualTo(Version.of(2));
  }

  /** As an editor does it that asks no questions. */
  private static void edit(Path file, String text) throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(file, text);
  }
}
