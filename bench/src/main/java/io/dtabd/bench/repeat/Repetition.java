package io.dtabd.bench.repeat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a target once. */
final class Repetition {

  /** How the line begins that comes before a thread dump. */
  static final String NOT_FINISHED = "== Not finished after ";

  private static final int SUMMARY_BYTES = 16_384;
  private static final Duration DUMP = Duration.ofSeconds(20);

  private final TestJvm jvm;
  private final Target target;
  private final Duration limit;

  Repetition(TestJvm jvm, Target target, Duration limit) {
    this.jvm = jvm;
    this.target = target;
    this.limit = limit;
  }

  /**
   * @param output where to leave what the JVM prints
   */
  Outcome run(Path output) throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("repeat");
    Files.deleteIfExists(output);
    long begun = System.nanoTime();
    Process process =
        jvm.command(target, scratch)
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(output.toFile()))
            .start();
    Children.add(process);
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        dump(process, output, scratch);
        return new Outcome(
            Outcome.Verdict.FAILED, since(begun), "killed after " + Durations.seconds(limit));
      }
      return Outcome.of(process.exitValue(), end(output), since(begun));
    } finally {
      Children.kill(process);
      process.waitFor();
      Children.remove(process);
      delete(scratch);
    }
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private static String end(Path output) throws IOException {
    try (var file = new RandomAccessFile(output.toFile(), "r")) {
      long from = Math.max(0, file.length() - SUMMARY_BYTES);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      return new String(bytes, UTF_8);
    }
  }

  /** Adds the threads of the JVM, and of those that it has started, to its output. */
  private void dump(Process process, Path output, Path scratch)
      throws IOException, InterruptedException {
    say(
        output,
        "%n%s%s. The threads of the JVM:%n".formatted(NOT_FINISHED, Durations.seconds(limit)));
    List<ProcessHandle> jvms =
        Stream.concat(Stream.of(process.toHandle()), process.descendants())
            .filter(it -> it.info().command().filter(name -> name.endsWith("java")).isPresent())
            .toList();
    for (ProcessHandle each : jvms) {
      String id = Long.toString(each.pid());
      say(output, "%n== Process %s%n".formatted(id));
      jcmd(output, id, "Thread.print", "-l");
      // Virtual threads are in this one alone.
      Path threads = scratch.resolve("threads-" + id);
      jcmd(output, id, "Thread.dump_to_file", threads.toString());
      if (Files.exists(threads)) {
        say(output, "%n== Its virtual threads too%n".formatted() + Files.readString(threads));
      }
    }
  }

  private static void jcmd(Path output, String... arguments)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(TestJvm.JAVA_HOME.resolve("bin/jcmd").toString()),
                        Stream.of(arguments))
                    .toList())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(output.toFile()))
            .start();
    if (!process.waitFor(DUMP.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      say(output, "== jcmd got no response within %ds%n".formatted(DUMP.toSeconds()));
    }
  }

  private static void say(Path output, String text) throws IOException {
    Files.writeString(output, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList().reversed()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
