package io.dtabd.bench.repeat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A line of the log: one target in one sitting.
 *
 * @param load what was asked for
 * @param seen the load average of a minute at the start, at the end, and the highest
 * @param runs all repetitions, failed and skipped ones too
 */
record Entry(
    String time,
    String commit,
    String load,
    String seen,
    int runs,
    int failures,
    int skipped,
    Duration median,
    Duration slowest,
    String name) {

  String line() {
    return ("%s commit=%s load=%s seen=%s runs=%d failures=%d skipped=%d"
            + " median=%dms slowest=%dms class=%s")
        .formatted(
            time,
            commit,
            load,
            seen,
            runs,
            failures,
            skipped,
            median.toMillis(),
            slowest.toMillis(),
            name);
  }

  /**
   * @throws IllegalArgumentException if it is none
   */
  static Entry ofLine(String line) {
    String[] words = line.split(" ");
    Map<String, String> values =
        Arrays.stream(words)
            .filter(word -> word.contains("="))
            .map(word -> word.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, _) -> first));
    return new Entry(
        words[0],
        value(values, "commit"),
        value(values, "load"),
        value(values, "seen"),
        Integer.parseInt(value(values, "runs")),
        Integer.parseInt(value(values, "failures")),
        Integer.parseInt(value(values, "skipped")),
        millis(value(values, "median")),
        millis(value(values, "slowest")),
        value(values, "class"));
  }

  private static String value(Map<String, String> values, String key) {
    String value = values.getOrDefault(key, "");
    if (value.isEmpty()) {
      throw new IllegalArgumentException("no " + key);
    }
    return value;
  }

  private static Duration millis(String text) {
    return Duration.ofMillis(Long.parseLong(text.replace("ms", "")));
  }
}
