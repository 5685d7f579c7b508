package io.dtabd.cli;

import io.dtabd.server.CheckCommand;
import io.dtabd.server.DtabdCommand;
import io.dtabd.server.ServeCommand;
import io.dtabd.server.ServerRun;
import java.io.PrintWriter;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The program's commands, put together. */
public final class Cli {

  /** What a shell gets when a command could not do its work. */
  static final int FAILED = 1;

  /** The same from {@code dtabd dtab ...}: namerctl's status, which scripts test. */
  static final int DTAB_FAILED = 255;

  private Cli() {}

  /**
   * Runs the command that {@code args} name.
   *
   * @return the exit status
   */
  public static int execute(Environment environment, ServerRun server, String... args) {
    return commands(environment, server).execute(args);
  }

  static CommandLine commands(Environment environment, ServerRun server) {
    var serve = new ServeCommand(environment, server);
    var check = new CheckCommand(environment);
    var root = new DtabdCommand(serve, check);
    var dtab = new DtabCommand(root, environment);
    var dtabCommands =
        new CommandLine(dtab)
            .addSubcommand(new ListCommand(dtab))
            .addSubcommand(new GetCommand(dtab))
            .addSubcommand(new CreateCommand(dtab))
            .addSubcommand(new UpdateCommand(dtab))
            .addSubcommand(new DeleteCommand(dtab))
            .addSubcommand(new EditCommand(dtab))
            .addSubcommand(new DiffCommand(dtab))
            .addSubcommand(new PreviewCommand(dtab))
            .addSubcommand(new HistoryCommand(dtab))
            .addSubcommand(new RollbackCommand(dtab))
            .addSubcommand(new CommandLine.HelpCommand());
    var commands =
        new CommandLine(root)
            .addSubcommand(serve)
            .addSubcommand(check)
            .addSubcommand(new ReadyCommand(environment))
            .addSubcommand(dtabCommands)
            .addSubcommand(new ShiftCommand(root, environment))
            .addSubcommand(new MigrateCommand(root, environment))
            .addSubcommand(new CompletionCommand())
            .addSubcommand(new CommandLine.HelpCommand());
    addHelp(commands);
    commands
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("--version")
                .versionHelp(true)
                .description("Show which dtabd this is.")
                .build());
    return commands
        .setOut(environment.out())
        .setErr(environment.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(Cli::complainOfArguments)
        .setExecutionExceptionHandler(Cli::complain);
  }

  private static void addHelp(CommandLine command) {
    if (!(command.getCommand() instanceof CommandLine.HelpCommand)) {
      command
          .getCommandSpec()
          .addOption(
              OptionSpec.builder("-h", "--help")
                  .usageHelp(true)
                  .description("Show this help.")
                  .build());
      command.getSubcommands().values().stream().distinct().forEach(Cli::addHelp);
    }
  }

  private static int complainOfArguments(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    err.println(name + ": " + e.getMessage());
    err.println("Try '" + name + " --help'.");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static int complain(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    String name = command.getCommandSpec().qualifiedName();
    switch (e) {
      case FailedCommand _ -> command.getErr().println(name + ": " + e.getMessage());
      case CancellationException _ -> command.getErr().println(name + ": stopped");
      default -> {
        // Not foreseen, so the reader needs all there is.
        command.getErr().println(name + ": failed unexpectedly, which is a bug in dtabd:");
        e.printStackTrace(command.getErr());
      }
    }
    return command.getCommandSpec().exitCodeOnExecutionException();
  }
}
