package io.dtabd.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtabd dtab rollback}. */
@Command(
    name = "rollback",
    description = "Put an older dtab back, as a new version.",
    exitCodeOnInvalidInput = Cli.DTAB_FAILED,
    exitCodeOnExecutionException = Cli.DTAB_FAILED,
    footer = {
      "",
      "Without VERSION it is the newest one before the current that means something else; so twice",
      "in a row leads back to where you were. A deleted namespace comes back with its last dtab.",
      "If someone else changes it at the same moment, nothing is rolled back. What is not a dtab, as",
      "another program may write it to the store, is replaced by the last one that was.",
      "It is never refused for what it breaks, which is told after it is done.",
      "",
      "Examples:",
      "  dtabd dtab history internal",
      "  dtabd dtab rollback internal",
      "  dtabd dtab rollback internal AAAAAAAAAAE="
    })
final class RollbackCommand implements Callable<Integer> {

  private final DtabCommand dtab;

  @Parameters(index = "0", paramLabel = "NAME", description = "The namespace.")
  private String name = "";

  @Parameters(
      index = "1",
      paramLabel = "VERSION",
      arity = "0..1",
      description = "Which one to put back, as 'history' shows it.")
  private @Nullable String version;

  @Option(
      names = "--dry-run",
      description = "Show what it would change and break, and write nothing.")
  private boolean dryRun;

  RollbackCommand(DtabCommand dtab) {
    this.dtab = dtab;
  }

  @Override
  public Integer call() throws FailedCommand {
    DtabClient client = dtab.client();
    List<PastDtab> history = client.history(name);
    if (history.isEmpty()) {
      throw new FailedCommand("nothing is known of what " + name + " held before");
    }
    PrintWriter out = dtab.environment().out();
    Optional<String> problem = problem(client);
    if (problem.isPresent()) {
      PastDtab wanted = version == null ? lastGood(history) : find(history, version);
      out.println("What was there is not a dtab: " + problem.get());
      if (dryRun) {
        return rehearse(client, wanted);
      }
      tell(
          out,
          wanted,
          client.update(name, DtabFile.ofText(text(wanted)), Optional.empty(), Check.WARN));
      return 0;
    }
    PastDtab current = history.getFirst();
    PastDtab wanted = version == null ? before(history) : find(history, version);
    if (!current.isDelete() && wanted.text().equals(current.text())) {
      out.println(name + " has the dtab of version " + wanted.version() + " already");
      return 0;
    }
    List<String> hunks = LineDiff.hunks(current.lines(), wanted.lines());
    if (dryRun) {
      hunks.forEach(out::println);
      return rehearse(client, wanted);
    }
    CheckedWrite written = write(client, current, text(wanted));
    hunks.forEach(out::println);
    tell(out, wanted, written);
    return 0;
  }

  /** A rollback is not refused, whatever it breaks. */
  private int rehearse(DtabClient client, PastDtab wanted) throws FailedCommand {
    new PreviewText(name, "version " + wanted.version())
        .printDryRun(
            client.rehearsal(name, DtabFile.ofText(text(wanted)), Optional.empty()),
            "It would break, and not be refused for it:",
            dtab.environment().out());
    return 0;
  }

  private void tell(PrintWriter out, PastDtab wanted, CheckedWrite written) {
    out.println(
        "Rolled %s back to version %s of %s%s"
            .formatted(
                name,
                wanted.version(),
                wanted.time(),
                written.version().map(it -> ", which now is version " + it).orElse("")));
    written.tell(dtab.environment().err());
  }

  private static String text(PastDtab wanted) {
    return wanted.text().orElseThrow();
  }

  /** What is wrong with what the store holds, if that is not a dtab; the history leaves it out. */
  private Optional<String> problem(DtabClient client) throws FailedCommand {
    try {
      client.source(name);
      return Optional.empty();
    } catch (RefusedException e) {
      if (e.isFailed()) {
        return Optional.of(e.reason());
      }
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private PastDtab lastGood(List<PastDtab> history) throws FailedCommand {
    for (PastDtab entry : history) {
      if (!entry.isDelete()) {
        return entry;
      }
    }
    throw new FailedCommand("no version of %s is known that was a dtab".formatted(name));
  }

  private PastDtab before(List<PastDtab> history) throws FailedCommand {
    PastDtab current = history.getFirst();
    for (PastDtab entry : history.subList(1, history.size())) {
      if (!entry.isDelete() && (current.isDelete() || !entry.lines().equals(current.lines()))) {
        return entry;
      }
    }
    throw new FailedCommand(
        "no version of %s is known that meant anything else than the current one".formatted(name));
  }

  private PastDtab find(List<PastDtab> history, String wanted) throws FailedCommand {
    for (PastDtab entry : history) {
      if (entry.version().equals(wanted)) {
        if (entry.isDelete()) {
          throw new FailedCommand(
              "version %s is where %s was deleted; to delete it: dtabd dtab delete %s"
                  .formatted(wanted, name, name));
        }
        return entry;
      }
    }
    throw new FailedCommand(
        "version %s of %s is not known (any more); see: dtabd dtab history %s"
            .formatted(wanted, name, name));
  }

  /** Fails if the namespace is not as it was when its history was read. */
  private CheckedWrite write(DtabClient client, PastDtab current, String text)
      throws FailedCommand {
    DtabFile wanted = DtabFile.ofText(text);
    try {
      return current.isDelete()
          ? client.createAnyway(name, wanted)
          : client.update(name, wanted, Optional.of(current.version()), Check.WARN);
    } catch (RefusedException e) {
      if (e.isConflict()) {
        throw new FailedCommand(
            "someone else changed %s at the same moment, so nothing was rolled back; look again: dtabd dtab history %s"
                .formatted(name, name),
            e);
      }
      throw e;
    }
  }
}
