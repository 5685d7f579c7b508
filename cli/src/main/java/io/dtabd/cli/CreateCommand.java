package io.dtabd.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtabd dtab create}. */
@Command(
    name = "create",
    aliases = "new",
    description = "Create a namespace with a dtab.",
    exitCodeOnInvalidInput = Cli.DTAB_FAILED,
    exitCodeOnExecutionException = Cli.DTAB_FAILED,
    footer = {
      "",
      "Examples:",
      "  dtabd dtab create internal internal.dtab",
      "  dtabd dtab create --if-absent internal internal.dtab",
      "  echo '/svc => /#/io.l5d.fs' | dtabd dtab create internal -"
    })
final class CreateCommand implements Callable<Integer> {

  private final DtabCommand dtab;

  @Parameters(paramLabel = "NAME", description = "The namespace.")
  private String name = "";

  @Parameters(paramLabel = "FILE", description = "A dtab as text or JSON; - reads standard input.")
  private String file = "";

  @Option(
      names = "--if-absent",
      description = "Leave a namespace that is there already as it is, which is no error then.")
  private boolean ifAbsent;

  CreateCommand(DtabCommand dtab) {
    this.dtab = dtab;
  }

  @Override
  public Integer call() throws FailedCommand {
    DtabFile read = DtabFile.read(file, dtab.environment());
    try {
      dtab.client().create(name, read);
      dtab.environment().out().println("Created " + name);
    } catch (RefusedException e) {
      if (!ifAbsent || !e.isAlreadyThere()) {
        throw e;
      }
      dtab.environment().out().println(name + " is there already, and left as it is");
    }
    return 0;
  }
}
