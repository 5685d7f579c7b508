package io.dtabd.server;

import io.dtabd.cli.Cli;
import io.dtabd.cli.Environment;
import io.dtabd.cli.FailedCommand;
import io.dtabd.config.Config;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dtabd check}. */
@Command(
    name = "check",
    description = "Say what is wrong with a configuration, and start nothing.",
    exitCodeOnInvalidInput = Cli.FAILED,
    exitCodeOnExecutionException = Cli.FAILED,
    footer = {
      "",
      "Exit status: 0 if dtabd would start from it on this machine, 1 if not. It reads the files that",
      "CONFIG names and tries the data folder, as this user; it asks no server and opens no port.",
      "",
      "Examples:",
      "  dtabd check namerd.yml",
      "  generate-config | dtabd check -"
    })
final class CheckCommand implements Callable<Integer> {

  private final Environment environment;

  @Parameters(paramLabel = "CONFIG", description = "A YAML or JSON file; - reads standard input.")
  private String config = "";

  CheckCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws FailedCommand {
    return check(config);
  }

  int check(String argument) throws FailedCommand {
    Config read = ConfigArgument.read(argument, environment);
    read.warnings().forEach(this::warn);
    try {
      Dtabd.check(read).forEach(this::warn);
    } catch (StartException e) {
      throw new FailedCommand(
          "dtabd would not start from %s\n%s".formatted(argument, e.getMessage()), e);
    }
    environment.out().println(argument + ": OK");
    return 0;
  }

  private void warn(String warning) {
    environment.err().println("warning: " + warning);
  }
}
