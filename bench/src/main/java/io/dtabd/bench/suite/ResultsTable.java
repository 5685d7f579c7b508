package io.dtabd.bench.suite;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The results as a table in Markdown. */
final class ResultsTable {

  private static final String HEAD =
      """
      | question | measured | limit | share of the limit | load | notes |
      | --- | --- | --- | --- | --- | --- |
      """;

  private ResultsTable() {}

  static String of(List<Row> rows) {
    return rows.stream()
        .map(ResultsTable::line)
        .collect(Collectors.joining("\n", HEAD, rows.isEmpty() ? "" : "\n"));
  }

  static String line(Row row) {
    String share = Double.isNaN(row.share()) ? "" : String.format(Locale.ROOT, "%.2f", row.share());
    String load = String.format(Locale.ROOT, "%.1f", row.load());
    return List.of(row.question(), row.measured(), row.limit(), share, load, row.notes()).stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }
}
