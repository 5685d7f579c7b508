package io.dtabd.store.tests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Another process, that talks in lines. What it says ends with a full stop if it is complete. */
final class ChildJvm implements AutoCloseable {

  private static final String COMPLETE = ".";

  private final Process process;
  private final BufferedReader out;
  private final BufferedWriter in;

  private ChildJvm(Process process) {
    this.process = process;
    this.out = process.inputReader(UTF_8);
    this.in = process.outputWriter(UTF_8);
  }

  /** Starts fast rather than runs fast. */
  static ChildJvm start(Class<?> main, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx64m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new ChildJvm(new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
  }

  /** Empty when it has ended; half a line, cut off by its end, is as if it had not been said. */
  Optional<String> hear() throws IOException {
    String line = out.readLine();
    return line != null && line.endsWith(COMPLETE)
        ? Optional.of(line.substring(0, line.length() - 1))
        : Optional.empty();
  }

  void tell(String line) throws IOException {
    in.write(line + "\n");
    in.flush();
  }

  /** SIGKILL, which it cannot notice. What it said before can still be heard. */
  void kill() {
    process.toHandle().destroyForcibly();
  }

  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  Process process() {
    return process;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** What {@link #hear} hears, said by the child. */
  static void say(String line) {
    // One write, so that a line is rarely cut in two.
    byte[] bytes = (line + COMPLETE + "\n").getBytes(UTF_8);
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
  }

  /** What {@link #tell} told, heard by the child. */
  static Iterable<String> told() {
    var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    return () -> in.lines().iterator();
  }
}
