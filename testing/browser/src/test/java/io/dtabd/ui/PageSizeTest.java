package io.dtabd.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The page is small enough for a bad connection. */
class PageSizeTest {

  private static final long LIMIT = 300_000;

  @Test
  void allFilesTogetherAreSmallWhenCompressed() throws Exception {
    URI shell = PageSizeTest.class.getResource("/ui/index.html").toURI();
    if (shell.getScheme().equals("jar")) {
      try (FileSystem jar = FileSystems.newFileSystem(shell, Map.of())) {
        assertThat(compressed(jar.getPath("/ui"))).isBetween(50_000L, LIMIT);
      }
    } else {
      assertThat(compressed(Path.of(shell).getParent())).isBetween(50_000L, LIMIT);
    }
  }

  private static long compressed(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
          Files.copy(file, gzip);
        }
        sum += bytes.size();
      }
      return sum;
    }
  }
}
