package io.dtabd.server;

import io.dtabd.cli.Cli;
import io.dtabd.cli.Environment;
import io.dtabd.cli.GlobalOptions;
import picocli.CommandLine;

/** The program's commands: those that open a server here, and those that talk to a running one. */
final class Commands {

  private Commands() {}

  /**
   * Runs the command that {@code args} name.
   *
   * @return the exit status
   */
  static int execute(Environment environment, ServerRun server, String... args) {
    return of(environment, server).execute(args);
  }

  static CommandLine of(Environment environment, ServerRun server) {
    var serve = new ServeCommand(environment, server);
    var check = new CheckCommand(environment);
    var global = new GlobalOptions();
    var program =
        new CommandLine(new DtabdCommand(serve, check))
            .addMixin("global", global)
            .addSubcommand(serve)
            .addSubcommand(check);
    return Cli.addTo(program, global, environment);
  }
}
