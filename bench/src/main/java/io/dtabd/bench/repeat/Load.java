package io.dtabd.bench.repeat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Processes that do nothing but take a processor each. */
final class Load implements AutoCloseable {

  /** Ends by itself when its time is over or the process that started it is gone, however. */
  private static final String BUSY =
      """
      while ((SECONDS < $1)) && kill -0 "$2" 2>/dev/null; do
        for ((i = 0; i < 100000; i++)); do :; done
      done
      """;

  private final List<Process> processes;

  private Load(List<Process> processes) {
    this.processes = processes;
  }

  static Load of(int count, Duration atMost) throws IOException {
    var processes = new ArrayList<Process>();
    for (int i = 0; i < count; i++) {
      Process process =
          new ProcessBuilder(
                  "bash",
                  "-c",
                  BUSY,
                  "repeat-load",
                  Long.toString(atMost.toSeconds()),
                  Long.toString(ProcessHandle.current().pid()))
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      Children.add(process);
      processes.add(process);
    }
    return new Load(processes);
  }

  /** Returns the load average of the last minute. */
  static double average() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  @Override
  public void close() {
    processes.forEach(
        process -> {
          Children.kill(process);
          Children.remove(process);
        });
  }
}
