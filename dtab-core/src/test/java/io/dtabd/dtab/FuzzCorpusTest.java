package io.dtabd.dtab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replays the texts in {@code fuzz/dtab}: each once broke a parser, or could. A file is a case;
 * what is not UTF-8 in it is read as the replacement character, as in the body of a request.
 */
class FuzzCorpusTest {

  /** A larger case is made by a test, not kept. */
  private static final int MAX_BYTES = 64 * 1024;

  @ParameterizedTest
  @MethodSource("files")
  void isSound(java.nio.file.Path file) {
    Reading.isSound(textOf(file));
  }

  @ParameterizedTest
  @MethodSource("files")
  void isSmall(java.nio.file.Path file) {
    assertThat(file.toFile().length()).isLessThanOrEqualTo(MAX_BYTES);
  }

  static List<String> texts() {
    return files().stream().map(FuzzCorpusTest::textOf).toList();
  }

  private static List<java.nio.file.Path> files() {
    var folder = FuzzCorpusTest.class.getResource("/fuzz/dtab");
    assertThat(folder).isNotNull();
    try (Stream<java.nio.file.Path> files = Files.list(java.nio.file.Path.of(folder.toURI()))) {
      return files.sorted().toList();
    } catch (IOException | URISyntaxException e) {
      throw new AssertionError("cannot list " + folder, e);
    }
  }

  private static String textOf(java.nio.file.Path file) {
    try {
      return new String(Files.readAllBytes(file), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
