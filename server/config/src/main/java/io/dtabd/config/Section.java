package io.dtabd.config;

import io.dtabd.config.Node.Mapping;
import io.dtabd.config.Node.Nothing;
import io.dtabd.config.Node.Place;
import io.dtabd.config.Node.Scalar;
import io.dtabd.config.Node.Sequence;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * One mapping of a document, read key by key. What is wrong goes to the {@link Problems} and reads
 * as if it were not there, so reading goes on and finds the rest; the caller makes nothing of the
 * result if there were problems. Every key that was asked for is known: {@link #finish} complains
 * about the others.
 *
 * <p>A number or boolean may be quoted, and a text may look like a number, as in namerd.
 */
final class Section {

  static final int MAX_PORT = 65535;

  private final Mapping mapping;
  private final String path;
  private final Problems problems;
  private final Set<String> known = new LinkedHashSet<>();

  private Section(Mapping mapping, String path, Problems problems) {
    this.mapping = mapping;
    this.path = path;
    this.problems = problems;
  }

  static Optional<Section> root(Node node, Problems problems) {
    return of(node, "", problems);
  }

  private static Optional<Section> of(Node node, String path, Problems problems) {
    if (node instanceof Mapping mapping) {
      return Optional.of(new Section(mapping, path, problems));
    }
    problems.add(
        node.place(), path, "a mapping of keys expected, " + node.description() + " found");
    return Optional.empty();
  }

  /** The value of "kind", if it is one of those; otherwise a problem. */
  Optional<String> kind(List<String> kinds) {
    if (!has("kind")) {
      missing("kind");
    }
    return text("kind")
        .filter(
            kind -> {
              if (!kinds.contains(kind)) {
                problem("kind", "unknown kind '" + kind + "'" + Spelling.hint(kind, kinds));
              }
              return kinds.contains(kind);
            });
  }

  /** Whether the key is there with a value. Asking makes it known. */
  boolean has(String key) {
    return node(key).isPresent();
  }

  Optional<String> text(String key) {
    return node(key).flatMap(value -> scalar(value, key));
  }

  /** The key's text; where it is missing, a problem and a stand-in. */
  String requiredText(String key) {
    if (!has(key)) {
      missing(key);
    }
    return text(key).orElse("");
  }

  Optional<Path> file(String key) {
    return text(key).flatMap(value -> toFile(value, key));
  }

  /** The key's file name; where it is missing, a problem and a stand-in. */
  Path requiredFile(String key) {
    if (!has(key)) {
      missing(key);
    }
    return file(key).orElse(Path.of(""));
  }

  List<Path> files(String key) {
    return texts(key).stream().flatMap(value -> toFile(value, key).stream()).toList();
  }

  Optional<Boolean> flag(String key) {
    return text(key)
        .flatMap(
            value ->
                switch (value.toLowerCase(Locale.ROOT)) {
                  case "true" -> Optional.of(true);
                  case "false" -> Optional.of(false);
                  default -> {
                    problem(key, "true or false expected, '" + value + "' found");
                    yield Optional.empty();
                  }
                });
  }

  OptionalInt number(String key, int min, int max) {
    return text(key)
        .flatMap(
            value -> {
              try {
                long number = Long.parseLong(value.strip());
                if (number >= min && number <= max) {
                  return Optional.of((int) number);
                }
              } catch (NumberFormatException e) {
                // The same complaint as for a number out of range.
              }
              problem(
                  key,
                  "a whole number from %d to %d expected, '%s' found".formatted(min, max, value));
              return Optional.empty();
            })
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  OptionalInt positive(String key) {
    return number(key, 1, Integer.MAX_VALUE);
  }

  OptionalInt port(String key) {
    return number(key, 0, MAX_PORT);
  }

  /** Milliseconds, at least one. */
  Optional<Duration> millis(String key) {
    OptionalInt millis = positive(key);
    return millis.isPresent()
        ? Optional.of(Duration.ofMillis(millis.getAsInt()))
        : Optional.empty();
  }

  /**
   * The key's text as {@code rule} reads it; the rule's exception says what is wrong with it.
   *
   * @param what the rule reads, with its article
   */
  <T> Optional<T> parsed(String key, String what, Function<String, T> rule) {
    return text(key)
        .flatMap(
            value -> {
              try {
                return Optional.of(rule.apply(value));
              } catch (IllegalArgumentException e) {
                problem(key, "not " + what + ": " + e.getMessage());
              }
              return Optional.empty();
            });
  }

  /** A list of texts; one text stands for a list of one. */
  List<String> texts(String key) {
    return node(key)
        .map(
            value ->
                value instanceof Sequence list
                    ? list.items().stream().flatMap(item -> scalar(item, key).stream()).toList()
                    : scalar(value, key).stream().toList())
        .orElse(List.of());
  }

  Optional<Section> section(String key) {
    return node(key).flatMap(value -> of(value, pathOf(key), problems));
  }

  /** The mappings of a list. */
  List<Section> sections(String key) {
    Optional<Node> value = node(key);
    if (value.isEmpty()) {
      return List.of();
    }
    if (!(value.get() instanceof Sequence list)) {
      problem(
          key, "a list expected (items begin with '- '), " + value.get().description() + " found");
      return List.of();
    }
    var sections = new ArrayList<Section>();
    for (int i = 0; i < list.items().size(); i++) {
      of(list.items().get(i), pathOf(key) + "[" + i + "]", problems).ifPresent(sections::add);
    }
    return sections;
  }

  /** The keys that are here, none of which is known by that alone. */
  Set<String> keys() {
    return mapping.entries().keySet();
  }

  /** Makes known, without looking at it, what another program understands. */
  void ignore(List<String> keys, String why) {
    for (String key : keys) {
      if (has(key)) {
        problems.warn(placeOf(key), pathOf(key), why);
      }
    }
  }

  void ignoreEverything(String why) {
    known.addAll(keys());
    problems.warn(mapping.place(), path, why);
  }

  void missing(String key) {
    problems.add(mapping.place(), path, "'" + key + "' is missing");
  }

  void problem(String key, String text) {
    problems.add(placeOf(key), pathOf(key), text);
  }

  void warn(String key, String text) {
    problems.warn(placeOf(key), pathOf(key), text);
  }

  /** Complains about the keys that nobody asked for. */
  void finish() {
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                problems.add(entry.place(), pathOf(key), "unknown key" + Spelling.hint(key, known));
              }
            });
  }

  /** Where it stands in the document, such as {@code interfaces[0]}. */
  String path() {
    return path;
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private Optional<Node> node(String key) {
    known.add(key);
    Mapping.Entry entry = mapping.entries().get(key);
    return entry == null || entry.value() instanceof Nothing
        ? Optional.empty()
        : Optional.of(entry.value());
  }

  private Place placeOf(String key) {
    Mapping.Entry entry = mapping.entries().get(key);
    return entry == null ? mapping.place() : entry.place();
  }

  private Optional<String> scalar(Node value, String key) {
    if (value instanceof Scalar scalar) {
      return Optional.of(scalar.text());
    }
    problems.add(
        value.place(), pathOf(key), "a single value expected, " + value.description() + " found");
    return Optional.empty();
  }

  private Optional<Path> toFile(String value, String key) {
    try {
      if (!value.isBlank()) {
        return Optional.of(Path.of(value));
      }
      problem(key, "a file name expected, nothing found");
    } catch (InvalidPathException e) {
      problem(key, "not a file name: " + e.getReason());
    }
    return Optional.empty();
  }
}
