package io.dtabd.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever the bytes, reading them gives a configuration or a {@link ConfigException}, and nothing
 * else. A file that once did otherwise belongs into {@code fuzz/config/}.
 */
class ConfigFuzzProperties {

  /**
   * One change of a text.
   *
   * @param from where it cuts in, as a share of the length, so that it fits every text
   * @param insert bytes, a char each
   */
  private record Mutation(double from, double to, Kind kind, String insert) {
    enum Kind {
      REPLACE,
      REPEAT,
      DELETE
    }

    byte[] apply(byte[] text) {
      int start = (int) (Math.min(from, to) * text.length);
      // Mostly short cuts: a long one leaves little of the file to be read wrongly.
      int end = Math.min(text.length, start + (int) (Math.abs(to - from) * 20));
      var out = new ByteArrayOutputStream();
      out.write(text, 0, start);
      switch (kind) {
        case REPLACE -> out.writeBytes(insert.getBytes(ISO_8859_1));
        case REPEAT -> {
          out.write(text, start, end - start);
          out.write(text, start, end - start);
        }
        case DELETE -> {}
      }
      out.write(text, end, text.length - end);
      return out.toByteArray();
    }
  }

  private static final List<String> TOKENS =
      List.of(
          ":", ": ", "- ", "\n", "\n  ", "\t", "{", "}", "[", "]", ",", "\"", "'", "|", ">", "&a ",
          "*a", "!", "!!int ", "!!map ", "%", "#", "?", "~", "null", "true", "-1", "0", "65536",
          "1e9", "---\n", "...\n", "<<: ", "\\", "\\x", "@", "`", "kind: ", "\uFEFF", "\u2028");

  @Property(tries = 10_000)
  void whateverTheBytesItIsAConfigurationOrAConfigException(@ForAll("mutants") byte[] text) {
    isReadOrRefused(text);
  }

  @Property(tries = 1)
  void theKeptCorpusIsReadOrRefused() {
    corpus().forEach(ConfigFuzzProperties::isReadOrRefused);
  }

  private static void isReadOrRefused(byte[] text) {
    Config config;
    try {
      config = Configs.read(text);
    } catch (ConfigException e) {
      assertThat(e.problems()).isNotEmpty();
      assertThat(String.valueOf(e.getMessage()).lines()).hasSameSizeAs(e.problems());
      return;
    }
    assertThatCode(() -> Configs.read(config.toJson().toString())).doesNotThrowAnyException();
  }

  @Provide
  Arbitrary<byte[]> mutants() {
    Arbitrary<Double> share = Arbitraries.doubles().between(0, 1);
    Arbitrary<String> insert =
        Arbitraries.oneOf(
            Arbitraries.of(TOKENS).map(token -> new String(token.getBytes(UTF_8), ISO_8859_1)),
            Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(3));
    Arbitrary<Mutation> mutation =
        Combinators.combine(share, share, Arbitraries.of(Mutation.Kind.class), insert)
            .as(Mutation::new);
    return Combinators.combine(Arbitraries.of(corpus()), mutation.list().ofMinSize(1).ofMaxSize(4))
        .as(
            (seed, mutations) -> {
              byte[] text = seed;
              for (Mutation each : mutations) {
                text = each.apply(text);
              }
              return text;
            });
  }

  private static List<byte[]> corpus() {
    try {
      Path folder =
          Path.of(
              Objects.requireNonNull(ConfigFuzzProperties.class.getResource("/fuzz/config"))
                  .toURI());
      try (Stream<Path> files = Files.list(folder)) {
        return files.sorted().map(ConfigFuzzProperties::bytes).toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
