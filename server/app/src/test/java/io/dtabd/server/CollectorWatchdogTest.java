package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollectorWatchdogTest {

  /** A window and much more: others may use the processors meanwhile. */
  private static final Duration PATIENCE = CollectorWatchdog.WINDOW.multipliedBy(8);

  @TempDir Path folder;

  @Test
  void aProcessThatOnlyCollectsEndsAndSaysWhy() throws Exception {
    // Java takes G1 where there are two processors and 2 GB, and Serial where there are not.
    Process g1 = fullHeap("G1");
    Process serial = fullHeap("Serial");
    try {
      await().atMost(PATIENCE).until(() -> !g1.isAlive() && !serial.isAlive());
      for (String collector : List.of("G1", "Serial")) {
        assertThat(folder.resolve(collector))
            .content()
            .matches(
                "dtabd: out of memory, exiting with status 3: .* heap of 1[0-9]+ MB\\. Increase .*\n");
      }
      assertThat(List.of(g1.exitValue(), serial.exitValue())).containsExactly(3, 3);
    } finally {
      g1.destroyForcibly();
      serial.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "G1 Young Generation, true",
    "G1 Old Generation, true",
    "G1 Concurrent GC, true", // its pauses, whatever the name says
    "Copy, true",
    "MarkSweepCompact, true",
    "ZGC Major Cycles, false",
    "ZGC Major Pauses, true",
    "Shenandoah Cycles, false",
    "Shenandoah Pauses, true"
  })
  void onlyPausesCount(String collector, boolean counts) {
    assertThat(CollectorWatchdog.stopsTheWorld(collector)).isEqualTo(counts);
  }

  private Process fullHeap(String collector) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ProcessBuilder(
            java.toString(),
            "-Xmx128m",
            "-XX:+Use" + collector + "GC",
            "-cp",
            System.getProperty("java.class.path"),
            FullHeap.class.getName())
        .redirectError(folder.resolve(collector).toFile())
        .start();
  }
}
