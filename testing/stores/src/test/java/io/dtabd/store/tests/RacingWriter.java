package io.dtabd.store.tests;

import io.dtabd.dtab.Dtab;
import io.dtabd.store.DtabStore;
import io.dtabd.store.FileDtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException.VersionMismatch;
import io.dtabd.store.Version;
import java.nio.file.Path;
import java.time.InstantSource;

/** Replaces the version that it is told, if it can, and says which version that made. */
final class RacingWriter {

  static final Namespace NAMESPACE = new Namespace("raced");

  private RacingWriter() {}

  /**
   * @param args the folder, the name of this writer
   */
  public static void main(String[] args) throws Exception {
    try (DtabStore store =
        FileDtabStore.open(
            Path.of(args[0]), FileDtabStore.Options.DEFAULT, InstantSource.system())) {
      ChildJvm.say("ready");
      for (String version : ChildJvm.told()) {
        ChildJvm.say(race(store, Version.fromBase64(version).orElseThrow(), args[1]));
      }
    }
  }

  private static String race(DtabStore store, Version expected, String name) throws Exception {
    Dtab mine = Dtab.read("/winner => /" + name + "/of/" + expected);
    try {
      return "won " + store.update(NAMESPACE, mine, expected).base64();
    } catch (VersionMismatch e) {
      return "lost";
    }
  }
}
