package io.dtabd.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Text in columns under headings, without those columns that are empty in every row. */
final class TextTable {

  private record Row(List<String> cells, List<String> below) {}

  private final List<String> headings;
  private final List<Row> rows = new ArrayList<>();

  TextTable(String... headings) {
    this.headings = List.of(headings);
  }

  /**
   * @param cells one for each heading
   */
  void row(String... cells) {
    rows.add(new Row(List.of(cells), new ArrayList<>()));
  }

  /** Lines under the last row, indented. */
  void below(List<String> lines) {
    rows.getLast().below().addAll(lines);
  }

  void print(PrintWriter out) {
    int[] widths = new int[headings.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      int widest = rows.stream().mapToInt(row -> row.cells().get(column).length()).max().orElse(0);
      widths[i] = widest == 0 ? 0 : Math.max(widest, headings.get(i).length());
    }
    out.println(line(headings, widths));
    for (Row row : rows) {
      out.println(line(row.cells(), widths));
      row.below().forEach(text -> out.println("    " + text));
    }
  }

  private static String line(List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] > 0) {
        line.append(cells.get(i)).repeat(' ', widths[i] - cells.get(i).length() + 2);
      }
    }
    return line.toString().stripTrailing();
  }
}
