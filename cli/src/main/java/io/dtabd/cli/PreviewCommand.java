package io.dtabd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtabd dtab preview}. */
@Command(
    name = "preview",
    description = "Show what an update from a file would change for the proxies that watch.",
    exitCodeOnInvalidInput = Cli.DTAB_FAILED,
    exitCodeOnExecutionException = Cli.DTAB_FAILED,
    footer = {
      "",
      "Every name that a proxy watches in the namespace is bound by the dtab there and by the one"
          + " of",
      "the file. What in the file can hardly be meant is listed too, with its line.",
      "",
      "Exit status: 0 if no name would change and there is no error in the file, 1 if one would or",
      "there is, 255 in trouble.",
      "",
      "Examples:",
      "  dtabd dtab preview internal internal.dtab",
      "  dtabd dtab preview internal internal.dtab --path /svc/world --path /svc/users",
      "  dtabd dtab preview internal - --json < internal.dtab | jq .differing"
    })
final class PreviewCommand implements Callable<Integer> {

  private static final int DIFFERENT = 1;

  private final DtabCommand dtab;

  @Parameters(paramLabel = "NAME", description = "The namespace.")
  private String name = "";

  @Parameters(paramLabel = "FILE", description = "A dtab as text or JSON; - reads standard input.")
  private String file = "";

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = "Compare this name too, though nobody may watch it.")
  private List<String> paths = List.of();

  PreviewCommand(DtabCommand dtab) {
    this.dtab = dtab;
  }

  @Override
  public Integer call() throws FailedCommand {
    JsonNode preview = dtab.client().preview(name, DtabFile.read(file, dtab.environment()), paths);
    PrintWriter out = dtab.environment().out();
    if (dtab.printsJson()) {
      out.println(preview);
    } else {
      new PreviewText(name, file).print(preview, out);
    }
    return preview.path("differing").asInt() > 0 || hasErrors(preview) ? DIFFERENT : 0;
  }

  private static boolean hasErrors(JsonNode preview) {
    for (JsonNode finding : preview.path("findings")) {
      if (finding.path("severity").asText().equals("error")) {
        return true;
      }
    }
    return false;
  }
}
