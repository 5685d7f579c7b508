package io.dtabd.store.tests;

import io.dtabd.dtab.Dtab;
import io.dtabd.store.DtabStore;
import io.dtabd.store.FileDtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.VersionedDtab;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Writes to a folder until it is killed. Before each write it says what it is about to do, after it
 * that it was done.
 */
final class CrashingWriter {

  static final List<Namespace> NAMESPACES =
      List.of(new Namespace("a"), new Namespace("b"), new Namespace("c"));

  /** From one block of a disk to several. */
  private static final int MAX_PADDING = 20_000;

  private CrashingWriter() {}

  /** The text that write number {@code id} writes; cut off anywhere, it is another one. */
  static String text(long id) {
    int padding = new Random(id).nextInt(MAX_PADDING);
    return "# " + id + " " + "x".repeat(padding) + "\n/svc => /v/" + id + " ;\n";
  }

  /**
   * @param args the folder, the id of the first write
   */
  public static void main(String[] args) throws Exception {
    var random = new Random();
    try (DtabStore store =
        FileDtabStore.open(
            Path.of(args[0]), FileDtabStore.Options.DEFAULT, InstantSource.system())) {
      ChildJvm.say("ready");
      for (long id = Long.parseLong(args[1]); ; id++) {
        Namespace namespace = NAMESPACES.get(random.nextInt(NAMESPACES.size()));
        write(store, namespace, id, random.nextInt(10));
      }
    }
  }

  private static void write(DtabStore store, Namespace namespace, long id, int dice)
      throws StoreException {
    Optional<VersionedDtab> now = store.read(namespace);
    boolean delete = now.isPresent() && dice == 0;
    ChildJvm.say((delete ? "delete " : "write ") + namespace + " " + id);
    if (delete) {
      store.delete(namespace, now.get().version());
    } else if (now.isEmpty()) {
      store.create(namespace, Dtab.read(text(id)));
    } else if (dice < 5) {
      store.update(namespace, Dtab.read(text(id)), now.get().version());
    } else {
      store.put(namespace, Dtab.read(text(id)));
    }
    ChildJvm.say("done");
  }
}
