package io.dtabd.bench.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@link Attackers}, started and killed. */
final class AttackerProcess implements AutoCloseable {

  /**
   * Attackers have processors of their own where they come over a network. On this machine they get
   * what the server and its neighbours leave.
   */
  private static final List<String> LOW_PRIORITY = List.of("nice", "-n", "5");

  private final Process process;
  private volatile String lastReport = "";

  private AttackerProcess(Process process) {
    this.process = process;
  }

  /** Starts it, and returns when the dtabs of the attackers are written and the attacks begin. */
  static AttackerProcess start(Target target, List<String> attacks, int pauseMs)
      throws IOException {
    var command = new ArrayList<String>(LOW_PRIORITY);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            Attackers.class.getName(),
            "--http=" + target.http(),
            "--mesh=" + target.mesh(),
            "--thrift=" + target.thrift(),
            "--only=" + String.join(",", attacks),
            "--pause=" + pauseMs));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader lines = process.inputReader(UTF_8);
    String first = lines.readLine();
    if (!Attackers.READY.equals(first)) {
      process.destroyForcibly();
      throw new IOException("The attackers did not start: " + first);
    }
    var attackers = new AttackerProcess(process);
    Thread.ofVirtual().start(() -> attackers.read(lines));
    return attackers;
  }

  private void read(BufferedReader lines) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        lastReport = line;
      }
    } catch (IOException e) {
      // It was killed.
    }
  }

  /** What became of the attempts until now. */
  String lastReport() {
    return lastReport;
  }

  /** All attackers are gone at once, and their kernel closes what they had open. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
