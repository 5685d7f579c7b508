package io.dtabd.bench.replicas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a JVM takes of memory. Linux only: it reads {@code /proc}.
 *
 * @param liveHeapBytes what a full collection leaves
 */
record Vitals(long liveHeapBytes, long residentBytes) {

  static Vitals of(long pid) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String total;
    try (var lines = jcmd.inputReader()) {
      total = lines.lines().filter(line -> line.startsWith("Total")).findFirst().orElse("");
    }
    if (jcmd.waitFor() != 0 || total.isEmpty()) {
      throw new IOException("jcmd gave no histogram of process " + pid);
    }
    String resident;
    try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      resident = lines.filter(line -> line.startsWith("VmRSS:")).findFirst().orElseThrow();
    }
    return new Vitals(
        Long.parseLong(total.strip().split("\\s+")[2]),
        Long.parseLong(resident.replaceAll("\\D", "")) * 1024);
  }

  @Override
  public String toString() {
    return "%.1f MB of live heap, %.0f MB resident"
        .formatted(liveHeapBytes / 1e6, residentBytes / 1e6);
  }
}
