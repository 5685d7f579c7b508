package io.dtabd.config;

import io.dtabd.config.ConfigException.Problem;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with one document, so that all of it can be told at once. */
final class Problems {

  /** A file with more than this is something else than a configuration. */
  private static final int MAX_SHOWN = 20;

  private final String source;
  private final List<Problem> found = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  Problems(String source) {
    this.source = source;
  }

  /**
   * @param key where in the document, such as {@code interfaces[0].port}; empty at its root
   */
  void add(Node.Place place, String key, String text) {
    found.add(new Problem(at(place), key.isEmpty() ? text : key + ": " + text));
  }

  void warn(Node.Place place, String key, String text) {
    warnings.add(at(place) + ": " + key + ": " + text);
  }

  List<String> warnings() {
    return warnings;
  }

  boolean any() {
    return !found.isEmpty();
  }

  ConfigException toException() {
    if (found.size() <= MAX_SHOWN) {
      return new ConfigException(found);
    }
    var shown = new ArrayList<>(found.subList(0, MAX_SHOWN));
    shown.add(new Problem(source, (found.size() - MAX_SHOWN) + " more problems, not shown"));
    return new ConfigException(shown);
  }

  private String at(Node.Place place) {
    return source + ":" + place.line() + ":" + place.column();
  }
}
