package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dtabd.testing.peers.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the real namerctl. */
final class Namerctl {

  private static final String INSTALL = "go install github.com/linkerd/namerctl@0.8.6";

  private final Path program = Peers.require("namerctl", INSTALL);
  private final Path directory;
  private final String url;

  /**
   * @param directory the working directory
   * @param url of the server
   */
  Namerctl(Path directory, String url) {
    this.directory = directory;
    this.url = url;
  }

  ProgramRun.Result run(String... args) throws IOException, InterruptedException {
    return runReading("", args);
  }

  ProgramRun.Result runReading(String input, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(Arrays.asList(args));
    Path in = Files.writeString(Files.createTempFile(directory, "in", ""), input);
    Path out = Files.createTempFile(directory, "out", "");
    Path err = Files.createTempFile(directory, "err", "");
    var builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("NAMERCTL_BASE_URL", url);
    builder.environment().put("PWD", directory.toString());
    Process process = builder.start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("namerctl did not end: " + command);
    }
    return new ProgramRun.Result(
        process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }
}
