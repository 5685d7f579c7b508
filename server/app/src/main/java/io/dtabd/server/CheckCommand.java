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
      "Exit status: 0 if dtabd would start from it as far as the file goes, 1 if not. Files and",
      "servers that it names are not looked at.",
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
    read.warnings().forEach(warning -> environment.err().println("warning: " + warning));
    environment.out().println(argument + ": OK");
    return 0;
  }
}
