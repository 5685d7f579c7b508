package io.dtabd.cli;

import io.dtabd.dtab.Dtab;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dtabd dtab edit}. */
@Command(
    name = "edit",
    description = "Edit a dtab in your editor, and update it if nobody else did meanwhile.",
    exitCodeOnInvalidInput = Cli.DTAB_FAILED,
    exitCodeOnExecutionException = Cli.DTAB_FAILED,
    footer = {
      "",
      "The editor is that of the variable VISUAL, or EDITOR, or vi. A text that is not a dtab comes",
      "up again with what is wrong with it; leave it as it is to give up. Whatever happens, a text",
      "that was not stored stays in a file, whose name is told.",
      "",
      "Examples:",
      "  dtabd dtab edit internal",
      "  EDITOR='code --wait' dtabd dtab edit internal"
    })
final class EditCommand implements Callable<Integer> {

  private final DtabCommand dtab;

  @Parameters(paramLabel = "NAME", description = "The namespace.")
  private String name = "";

  EditCommand(DtabCommand dtab) {
    this.dtab = dtab;
  }

  @Override
  public Integer call() throws FailedCommand {
    DtabClient client = dtab.client();
    DtabClient.SourceDtab current = client.source(name);
    try (var draft = Draft.of(name, current.text(), dtab.environment())) {
      draft.edit();
      while (!draft.text().equals(current.text())) {
        Optional<String> problem = problemOf(draft.text());
        if (problem.isEmpty()) {
          problem = update(client, draft, current.version());
          if (problem.isEmpty()) {
            dtab.environment().out().println("Updated " + name);
            draft.discard();
            return 0;
          }
        }
        String before = draft.text();
        draft.edit(problem.get());
        if (draft.text().equals(before)) {
          throw new FailedCommand(
              "not updated: %s\nYour text is in %s".formatted(problem.get(), draft.file()));
        }
      }
      draft.discard();
      dtab.environment().out().println("Nothing changed in " + name);
      return 0;
    }
  }

  private static Optional<String> problemOf(String text) {
    try {
      // As many lines before it as the draft will have, so that the line told is the one shown.
      Dtab.read("\n".repeat(Draft.HEADER_LINES) + text);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * @return what the server does not accept about the text, which editing may mend
   */
  private Optional<String> update(DtabClient client, Draft draft, String version)
      throws FailedCommand {
    try {
      client.update(
          name, DtabFile.ofText(draft.text()), Optional.of(version).filter(it -> !it.isEmpty()));
      return Optional.empty();
    } catch (RefusedException e) {
      if (e.isBadInput()) {
        return Optional.of(e.reason());
      }
      if (e.isConflict()) {
        throw new FailedCommand(
            """
            someone else changed %1$s while you edited it, so it was not updated.
            Your text is in %2$s
            See what differs now:  dtabd dtab diff %1$s %2$s"""
                .formatted(name, draft.file()),
            e);
      }
      throw new FailedCommand(e.getMessage() + "\nYour text is in " + draft.file(), e);
    } catch (FailedCommand e) {
      throw new FailedCommand(e.getMessage() + "\nYour text is in " + draft.file(), e);
    }
  }
}
