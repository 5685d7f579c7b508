package io.dtabd.store.tests;

import io.dtabd.store.DtabStore;
import io.dtabd.store.FileDtabStore;
import io.dtabd.store.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class FileDtabStoreTest extends SharedStoreContract {

  private static final FileDtabStore.Options OPTIONS =
      new FileDtabStore.Options(
          FileDtabStore.DEFAULT_RETAIN, Duration.ofSeconds(1), Duration.ofMillis(100));

  @TempDir Path root;

  @Override
  protected DtabStore open() throws Exception {
    return FileDtabStore.open(root, OPTIONS, InstantSource.system());
  }

  @Override
  protected boolean keepsAuthors() throws IOException {
    return Files.getFileStore(root).supportsFileAttributeView(UserDefinedFileAttributeView.class);
  }

  /** The number after the newest, whether that is a version or was written by hand too. */
  @Override
  protected void writeByHand(Namespace namespace, String text) throws Exception {
    Path folder = Files.createDirectories(root.resolve(namespace.name()));
    try (var files = Files.list(folder)) {
      long newest =
          files
              .map(file -> file.getFileName().toString().replace(".dtab", ""))
              .mapToLong(Long::parseLong)
              .max()
              .orElse(0);
      Files.writeString(folder.resolve("%016d.dtab".formatted(newest + 1)), text);
    }
  }
}
