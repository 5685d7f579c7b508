package io.dtabd.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtabd dtab delete}. */
@Command(
    name = "delete",
    aliases = {"del", "rm"},
    description = "Delete a namespace and its dtab.",
    exitCodeOnInvalidInput = Cli.DTAB_FAILED,
    exitCodeOnExecutionException = Cli.DTAB_FAILED,
    footer = {
      "",
      "Examples:",
      "  dtabd dtab delete internal",
      "  dtabd dtab delete internal --version AAAAAAAAAAE="
    })
final class DeleteCommand implements Callable<Integer> {

  private final DtabCommand dtab;

  @Parameters(paramLabel = "NAME", description = "The namespace.")
  private String name = "";

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description = "Delete only if this is the current version, as 'get' shows it.")
  private @Nullable String version;

  DeleteCommand(DtabCommand dtab) {
    this.dtab = dtab;
  }

  @Override
  public Integer call() throws FailedCommand {
    dtab.client().delete(name, Optional.ofNullable(version).filter(it -> !it.isEmpty()));
    dtab.environment().out().println("Deleted " + name);
    return 0;
  }
}
