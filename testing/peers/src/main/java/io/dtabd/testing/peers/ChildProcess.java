package io.dtabd.testing.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** A server that runs beside a test, and ends with this JVM at the latest. */
public final class ChildProcess implements AutoCloseable {

  /** What of a log is shown when something went wrong. */
  private static final int LAST_LINES = 30;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** What etcd, kube-apiserver, nginx and Java say, and dtabd. */
  private static final Pattern PORT_TAKEN =
      Pattern.compile("address already in use|the port is in use", Pattern.CASE_INSENSITIVE);

  private final Path log;

  /** Where in the log its own words begin, after those of earlier starts. */
  private final int begin;

  private final Process process;
  private final Thread atExit;

  private ChildProcess(Path log, int begin, Process process) {
    this.log = log;
    this.begin = begin;
    this.process = process;
    atExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * @param log takes what it says, after what is there
   */
  public static ChildProcess start(Path log, List<String> command) throws IOException {
    return start(log, Map.of(), command);
  }

  /**
   * @param log takes what it says, after what is there
   * @param environment on top of this process's
   */
  public static ChildProcess start(Path log, Map<String, String> environment, List<String> command)
      throws IOException {
    int begin = Files.exists(log) ? Math.toIntExact(Files.size(log)) : 0;
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return new ChildProcess(log, begin, builder.start());
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it ended with; empty while it runs. */
  public OptionalInt exitStatus() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /**
   * Returns if it runs.
   *
   * @param name for the message
   * @throws BindException if it has ended because another process has one of its ports
   * @throws IOException if it has ended for another reason
   */
  public void requireAlive(String name) throws IOException {
    if (process.isAlive()) {
      return;
    }
    String words = words();
    String message =
        "%s has ended with status %d; the end of %s:%n%s"
            .formatted(name, process.exitValue(), log, end(words));
    throw PORT_TAKEN.matcher(words).find() ? new BindException(message) : new IOException(message);
  }

  /**
   * Whether it is the one that listens on a port. Only Linux says; elsewhere this is true, so ask
   * the server something too.
   */
  public boolean listensOn(int port) {
    return Listeners.has(process.toHandle(), port);
  }

  public long pid() {
    return process.pid();
  }

  /** What the system knows of it. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** SIGSTOP: its connections stay open, and nobody answers. */
  public void pause() {
    try {
      FrozenProcess.of(process.toHandle());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGCONT, which does nothing to one that runs or has ended. */
  public void resume() {
    try {
      FrozenProcess.release(process.pid());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * SIGTERM, and SIGKILL if it has not ended after a minute.
   *
   * @return whether it ended by itself
   */
  public boolean terminate() throws InterruptedException {
    process.destroy();
    boolean ended = process.waitFor(PATIENCE);
    close();
    return ended;
  }

  /** SIGKILL; returns when it is gone. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(PATIENCE);
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook will find nothing to do.
    }
  }

  /** The end of its log. */
  public String lastWords() {
    return end(words());
  }

  private String words() {
    try {
      byte[] all = Files.readAllBytes(log);
      return new String(Arrays.copyOfRange(all, Math.min(begin, all.length), all.length), UTF_8);
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  private static String end(String words) {
    List<String> lines = words.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }
}
