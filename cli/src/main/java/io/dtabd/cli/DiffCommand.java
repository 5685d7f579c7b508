package io.dtabd.cli;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dtabd dtab diff}. */
@Command(
    name = "diff",
    description = "Show what an update from a file would change.",
    exitCodeOnInvalidInput = Cli.DTAB_FAILED,
    exitCodeOnExecutionException = Cli.DTAB_FAILED,
    footer = {
      "",
      "Dentries are compared by meaning, so blanks and comments make no difference.",
      "Exit status: 0 if nothing would change, 1 if something would, 255 in trouble.",
      "",
      "Examples:",
      "  dtabd dtab diff internal internal.dtab",
      "  dtabd dtab get internal --base-url http://other:4180 | dtabd dtab diff internal -"
    })
final class DiffCommand implements Callable<Integer> {

  private static final int DIFFERENT = 1;

  private final DtabCommand dtab;

  @Parameters(paramLabel = "NAME", description = "The namespace.")
  private String name = "";

  @Parameters(paramLabel = "FILE", description = "A dtab as text or JSON; - reads standard input.")
  private String file = "";

  DiffCommand(DtabCommand dtab) {
    this.dtab = dtab;
  }

  @Override
  public Integer call() throws FailedCommand {
    Dtab wanted = DtabFile.read(file, dtab.environment()).dtab(file);
    DtabClient.SourceDtab current = dtab.client().source(name);
    List<String> hunks = LineDiff.hunks(lines(current.dtab()), lines(wanted));
    if (hunks.isEmpty()) {
      return 0;
    }
    var out = dtab.environment().out();
    out.println("--- " + name + " version " + current.version());
    out.println("+++ " + file);
    hunks.forEach(out::println);
    return DIFFERENT;
  }

  private static List<String> lines(Dtab dtab) {
    return dtab.dentries().stream().map(Dentry::text).toList();
  }
}
