package io.dtabd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "On a terminal it tells how many watch, on all replicas, and asks. Elsewhere it is refused",
      "if a name that somebody watches would lead nowhere.",
      "Exit status: 0 if it is done, 3 if it is refused for what it would break, 255 if it is not done.",
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

  @Mixin private final WriteOptions write = new WriteOptions();

  DeleteCommand(DtabCommand dtab) {
    this.dtab = dtab;
  }

  @Override
  public Integer call() throws FailedCommand {
    DtabClient client = dtab.client();
    Environment environment = dtab.environment();
    DtabFile nothing = DtabFile.ofText("");
    Optional<String> expected = Optional.ofNullable(version).filter(it -> !it.isEmpty());
    if (write.isDryRun()) {
      JsonNode rehearsal = client.rehearsal(name, nothing, expected);
      if (rehearsal.path("version").isNull()) {
        throw DtabClient.missing(name);
      }
      environment.out().println(new AudienceText(name, rehearsal).text());
      return new PreviewText(name, "the empty table")
          .printDryRun(rehearsal, PreviewText.REFUSED, environment.out());
    }
    Check check = write.check();
    if (environment.isInteractive() && !write.isForced()) {
      Optional<JsonNode> preview = preview(client, nothing);
      if (preview.isEmpty() || !preview.get().path("version").isNull()) {
        confirm(preview.orElse(MissingNode.getInstance()), environment);
        check = Check.WARN;
      }
    }
    CheckedWrite done = client.delete(name, expected, check);
    environment.out().println("Deleted " + name);
    done.tell(environment.err());
    return 0;
  }

  /** Empty if the server cannot tell who watches. */
  private Optional<JsonNode> preview(DtabClient client, DtabFile nothing) throws FailedCommand {
    try {
      return Optional.of(client.preview(name, nothing, Check.WARN));
    } catch (RefusedException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void confirm(JsonNode preview, Environment environment) throws FailedCommand {
    PrintWriter err = environment.err();
    err.println(new AudienceText(name, preview).text());
    err.print("Type the name of the namespace to delete it: ");
    err.flush();
    String answer;
    try {
      answer = new BufferedReader(new InputStreamReader(environment.in(), UTF_8)).readLine();
    } catch (IOException e) {
      throw new FailedCommand("not deleted: the answer cannot be read: " + e.getMessage(), e);
    }
    if (answer == null || !answer.strip().equals(name)) {
      throw new FailedCommand("not deleted: that is not the name of the namespace");
    }
  }
}
