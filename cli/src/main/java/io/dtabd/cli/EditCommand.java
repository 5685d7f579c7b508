package io.dtabd.cli;

import io.dtabd.dtab.Dtab;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "A text after which a name that somebody watches would lead nowhere is refused.",
      "Exit status: 0 if it is done, 3 if it is refused for what it would break, 255 if it is not done.",
      "",
      "Examples:",
      "  dtabd dtab edit internal",
      "  EDITOR='code --wait' dtabd dtab edit internal"
    })
final class EditCommand implements Callable<Integer> {

  private final DtabCommand dtab;

  @Parameters(paramLabel = "NAME", description = "The namespace.")
  private String name = "";

  @Mixin private final WriteOptions write = new WriteOptions();

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
        if (problem.isEmpty() && write.isDryRun()) {
          return rehearse(client, draft);
        }
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

  /** The text stays, so that it can be written. */
  private int rehearse(DtabClient client, Draft draft) throws FailedCommand {
    var out = dtab.environment().out();
    String file = draft.file().toString();
    int status =
        new PreviewText(name, file)
            .printDryRun(
                client.rehearsal(name, DtabFile.ofText(draft.text()), Optional.empty()),
                PreviewText.REFUSED,
                out);
    out.println("Your text is in " + file);
    return status;
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
      client
          .update(
              name,
              DtabFile.ofText(draft.text()),
              Optional.of(version).filter(it -> !it.isEmpty()),
              write.check())
          .tell(dtab.environment().err());
      return Optional.empty();
    } catch (BreakingWriteException e) {
      throw new BreakingWriteException(
          "%1$s: dtabd dtab update %2$s %3$s --force\nYour text is in %3$s"
              .formatted(e.getMessage(), name, draft.file()),
          e);
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
