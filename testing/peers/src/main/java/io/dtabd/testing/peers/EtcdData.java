package io.dtabd.testing.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with the data of an etcd that is not running.
 *
 * @param folder which may be missing
 */
record EtcdData(Path folder) {

  boolean exists() {
    return Files.exists(folder);
  }

  /** Replaces what is there. */
  void copyFrom(EtcdData other) throws IOException {
    delete();
    for (Path each : other.files()) {
      Files.copy(each, folder.resolve(other.folder.relativize(each)));
    }
  }

  void delete() throws IOException {
    if (exists()) {
      for (Path each : files().stream().sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** Every folder comes before what is in it. */
  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList();
    }
  }
}
