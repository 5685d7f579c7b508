package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dtabd.cli.Environment;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Runs the program's commands as a shell would, without a process. */
public final class ProgramRun {

  /** How a command ended and what it printed. */
  public record Result(int status, String out, String err) {}

  private final Path directory;
  private final Map<String, String> variables = new HashMap<>();
  private String input = "";
  private boolean interactive;
  private ServerRun server =
      config -> {
        throw new AssertionError("no server was to be started");
      };

  private ProgramRun(Path directory) {
    this.directory = directory;
  }

  /**
   * @param directory the working directory
   */
  public static ProgramRun in(Path directory) {
    return new ProgramRun(directory);
  }

  public ProgramRun with(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  public ProgramRun reading(String standardInput) {
    input = standardInput;
    return this;
  }

  /** What is read is typed by a person, who can be asked. */
  ProgramRun typing(String standardInput) {
    interactive = true;
    return reading(standardInput);
  }

  ProgramRun starting(ServerRun server) {
    this.server = server;
    return this;
  }

  public Result run(String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    var environment =
        new Environment(
            name -> Optional.ofNullable(variables.get(name)),
            directory,
            new ByteArrayInputStream(input.getBytes(UTF_8)),
            interactive,
            new PrintWriter(out, true),
            new PrintWriter(err, true));
    int status = Commands.execute(environment, server, args);
    return new Result(status, out.toString(), err.toString());
  }
}
