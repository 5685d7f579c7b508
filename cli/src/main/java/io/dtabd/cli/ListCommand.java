package io.dtabd.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code dtabd dtab list}. */
@Command(
    name = "list",
    aliases = "ls",
    description = "List the namespaces.",
    exitCodeOnInvalidInput = Cli.DTAB_FAILED,
    exitCodeOnExecutionException = Cli.DTAB_FAILED,
    footer = {"", "Examples:", "  dtabd dtab list", "  dtabd dtab list --json"})
final class ListCommand implements Callable<Integer> {

  private final DtabCommand dtab;

  ListCommand(DtabCommand dtab) {
    this.dtab = dtab;
  }

  @Override
  public Integer call() throws FailedCommand {
    List<String> names = dtab.client().list();
    if (dtab.printsJson()) {
      ArrayNode json = JsonNodeFactory.instance.arrayNode();
      names.forEach(json::add);
      dtab.environment().out().println(json);
    } else {
      dtab.environment().out().println(String.join("\n", names));
    }
    return 0;
  }
}
