package io.dtabd.bench.repeat;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Entries of the log as tables. */
final class Table {

  private static final String LAYOUT = "%7s %8s %8s %8s %9s %9s  %s%n";

  private Table() {}

  /** Returns a line for each target of one sitting. */
  static String ofSitting(Collection<Entry> entries) {
    var table = new StringBuilder(heading("median"));
    entries.forEach(entry -> table.append(line(List.of(entry), Durations.seconds(entry.median()))));
    return table.toString();
  }

  /** Returns a line for each target, whose entries are those of all its sittings. */
  static String ofSittings(Collection<List<Entry>> targets) {
    var table = new StringBuilder(heading("sittings"));
    targets.forEach(entries -> table.append(line(entries, Integer.toString(entries.size()))));
    return table.toString();
  }

  private static String heading(String last) {
    return LAYOUT.formatted("runs", "failures", "skipped", "rate", "slowest", last, "class");
  }

  private static String line(List<Entry> entries, String last) {
    int runs = entries.stream().mapToInt(Entry::runs).sum();
    int failures = entries.stream().mapToInt(Entry::failures).sum();
    int skipped = entries.stream().mapToInt(Entry::skipped).sum();
    Duration slowest =
        entries.stream().map(Entry::slowest).max(Duration::compareTo).orElse(Duration.ZERO);
    return LAYOUT.formatted(
        runs,
        failures,
        skipped,
        rate(failures, runs - skipped),
        Durations.seconds(slowest),
        last,
        entries.getFirst().name());
  }

  /** Returns the share of failures among the runs that tested something. */
  private static String rate(int failures, int tested) {
    return tested == 0 ? "-" : String.format(Locale.ROOT, "%.2f%%", 100.0 * failures / tested);
  }
}
