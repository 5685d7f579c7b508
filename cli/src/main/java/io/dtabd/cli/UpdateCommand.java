package io.dtabd.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtabd dtab update}. */
@Command(
    name = "update",
    aliases = "up",
    description = "Replace a dtab, or create it.",
    exitCodeOnInvalidInput = Cli.DTAB_FAILED,
    exitCodeOnExecutionException = Cli.DTAB_FAILED,
    footer = {
      "",
      "With a version, nothing is changed if someone else was first. JSON that 'get --json' printed",
      "has its version in it, and counts as given with it.",
      "",
      "An update after which a name that somebody watches would lead nowhere is refused.",
      "Exit status: 0 if it is done, 3 if it is refused for what it would break, 255 if it is not done.",
      "",
      "Examples:",
      "  dtabd dtab update internal internal.dtab",
      "  dtabd dtab update internal internal.dtab --version AAAAAAAAAAE="
    })
final class UpdateCommand implements Callable<Integer> {

  private final DtabCommand dtab;

  @Parameters(paramLabel = "NAME", description = "The namespace.")
  private String name = "";

  @Parameters(paramLabel = "FILE", description = "A dtab as text or JSON; - reads standard input.")
  private String file = "";

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description = "Update only if this is the current version, as 'get' shows it.")
  private @Nullable String version;

  @Mixin private final WriteOptions write = new WriteOptions();

  UpdateCommand(DtabCommand dtab) {
    this.dtab = dtab;
  }

  @Override
  public Integer call() throws FailedCommand {
    DtabFile read = DtabFile.read(file, dtab.environment());
    Optional<String> given = Optional.ofNullable(version).filter(it -> !it.isEmpty());
    if (given.isPresent() && read.version().isPresent() && !given.equals(read.version())) {
      throw new FailedCommand(
          "--version says %s, but %s has version %s; give one of them"
              .formatted(given.get(), file, read.version().get()));
    }
    Optional<String> expected = given.or(read::version);
    Environment environment = dtab.environment();
    if (write.isDryRun()) {
      return new PreviewText(name, file)
          .printDryRun(
              dtab.client().rehearsal(name, read, expected),
              PreviewText.REFUSED,
              environment.out());
    }
    CheckedWrite done = dtab.client().update(name, read, expected, write.check());
    environment.out().println("Updated " + name);
    done.tell(environment.err());
    return 0;
  }
}
