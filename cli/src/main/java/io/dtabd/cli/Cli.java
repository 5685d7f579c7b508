package io.dtabd.cli;

import java.io.PrintWriter;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The commands that talk to a running server. */
public final class Cli {

  /** What a shell gets when a command could not do its work. */
  public static final int FAILED = 1;

  /** The same from {@code dtabd dtab ...}: namerctl's status, which scripts test. */
  static final int DTAB_FAILED = 255;

  /** A write was refused for what it would break; the same from every command. */
  static final int REFUSED = 3;

  private Cli() {}

  /**
   * Adds the commands that talk to a server, and what all commands of the program have in common.
   *
   * @param program has the commands that run a server
   * @param global options of {@code program} itself
   * @return {@code program}
   */
  public static CommandLine addTo(
      CommandLine program, GlobalOptions global, Environment environment) {
    var dtab = new DtabCommand(global, environment);
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
    program
        .addSubcommand(new ReadyCommand(environment))
        .addSubcommand(dtabCommands)
        .addSubcommand(new ShiftCommand(global, environment))
        .addSubcommand(new MigrateCommand(global, environment))
        .addSubcommand(new CompletionCommand())
        .addSubcommand(new CommandLine.HelpCommand());
    addHelp(program);
    program
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("--version")
                .versionHelp(true)
                .description("Show which dtabd this is.")
                .build());
    return program
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
      case BreakingWriteException _ -> {
        command.getErr().println(name + ": " + e.getMessage());
        return REFUSED;
      }
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
