package io.dtabd.thriftmux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Bytes that are kept for what they once did or might do: {@code fuzz/mux} has frames, one after
 * another, and {@code fuzz/thrift} calls, one a file. They are hexadecimal, on as many lines as it
 * takes.
 */
final class Corpus {

  private Corpus() {}

  /** One of them, by its name. */
  record File(String name, String hex) {

    byte[] bytes() {
      return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<File> of(String folder) {
    try (Stream<Path> files =
        Files.list(
            Path.of(Objects.requireNonNull(Corpus.class.getResource("/fuzz/" + folder)).toURI()))) {
      return files
          .filter(file -> file.toString().endsWith(".hex"))
          .sorted()
          .map(Corpus::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static File read(Path file) {
    try {
      return new File(file.getFileName().toString(), Files.readString(file).replaceAll("\\s", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
