package io.dtabd.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtabd dtab get}. */
@Command(
    name = "get",
    aliases = "cat",
    description = "Show a dtab, with its version for a later update.",
    exitCodeOnInvalidInput = Cli.DTAB_FAILED,
    exitCodeOnExecutionException = Cli.DTAB_FAILED,
    footer = {
      "",
      "Weights show two decimals, as proxies see them; 'edit' shows every digit, and comments.",
      "",
      "Examples:",
      "  dtabd dtab get internal",
      "  dtabd dtab get internal --json > internal.json"
    })
final class GetCommand implements Callable<Integer> {

  private final DtabCommand dtab;

  @Parameters(paramLabel = "NAME", description = "The namespace.")
  private String name = "";

  @Option(
      names = "--pretty",
      arity = "0..1",
      defaultValue = "true",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "One dentry a line (true, the default), or all on one line.")
  private boolean pretty = true;

  GetCommand(DtabCommand dtab) {
    this.dtab = dtab;
  }

  @Override
  public Integer call() throws FailedCommand {
    FetchedDtab fetched = dtab.client().get(name);
    var out = dtab.environment().out();
    if (dtab.printsJson()) {
      out.println(fetched.json());
    } else if (pretty) {
      if (!fetched.version().isEmpty()) {
        out.println("# version " + fetched.version());
      }
      out.print(fetched.pretty());
      out.flush();
    } else {
      out.println(fetched.oneLine());
    }
    return 0;
  }
}
