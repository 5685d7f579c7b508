package io.dtabd.bench.repeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

  @TempDir private Path dir;

  @Test
  void entryComesBackFromItsLine() {
    Entry entry = entry("a.BTest#c", 10, 1, 2);

    assertThat(Entry.ofLine(entry.line())).isEqualTo(entry);
  }

  @Test
  void sittingsAreSummedUpForEachClass() throws IOException {
    var history = new History(dir.resolve("target/repeat.log"));
    history.append(List.of(entry("a.BTest", 10, 1, 2), entry("a.ATest", 3, 0, 3)));
    history.append(List.of(entry("a.BTest", 12, 4, 0)));

    assertThat(history.summary().lines().map(line -> line.trim().replaceAll(" +", " ")))
        .containsExactly(
            "runs failures skipped rate slowest sittings class",
            "3 0 3 - 2.50s 1 a.ATest",
            "22 5 2 25.00% 2.50s 2 a.BTest");
  }

  private static Entry entry(String name, int runs, int failures, int skipped) {
    return new Entry(
        "2026-11-29T09:43:55Z",
        "62e4687+dirty",
        "quiet",
        "0.1,1.2,1.3",
        runs,
        failures,
        skipped,
        Duration.ofMillis(1200),
        Duration.ofMillis(2500),
        name);
  }
}
