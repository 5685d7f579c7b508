package io.dtabd.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTableTest {

  @Test
  void moreIsBetterForRates() {
    assertThat(Row.rate("requests", 8_000, 10_000, "").share()).isEqualTo(0.8);
  }

  @Test
  void lessIsBetterForTimesAndBytes() {
    assertThat(Row.millis("shift", 10, 8, "").share()).isEqualTo(0.8);
    assertThat(Row.bytes("memory", 1000, 800, "").share()).isEqualTo(0.8);
  }

  @Test
  void aRowComesBackFromItsLine() {
    Row row = new Row("a, b", "1,000/s", "", Double.NaN, 2.5, "");

    assertThat(Row.ofLine(row.toLine())).isEqualTo(row);
  }

  @Test
  void theTableHasALineForEachRow() {
    String table =
        ResultsTable.of(
            List.of(
                new Row("bind", "900/s", "1,000/s", 0.9, 1.25, "p|q"),
                new Row("start", "300 ms", "", Double.NaN, 0, "")));

    assertThat(table)
        .isEqualTo(
            """
            | question | measured | limit | share of the limit | load | notes |
            | --- | --- | --- | --- | --- | --- |
            | bind | 900/s | 1,000/s | 0.90 | 1.3 | p\\|q |
            | start | 300 ms |  |  | 0.0 |  |
            """);
  }
}
