package io.dtabd.server;

import io.dtabd.cli.Cli;
import io.dtabd.cli.FailedCommand;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtabd}: without a command it serves. */
@Command(
    name = "dtabd",
    description = "A namerd-compatible control plane for delegation tables.",
    synopsisHeading = "Usage: dtabd [CONFIG]%n   or: ",
    versionProvider = BuildVersion.class,
    exitCodeOnInvalidInput = Cli.FAILED,
    exitCodeOnExecutionException = Cli.FAILED,
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  dtabd                          serve from ./dtabd-data on the loopback",
      "  dtabd namerd.yml               serve what a namerd config file says",
      "  dtabd check namerd.yml         say what is wrong with it, start nothing",
      "  dtabd dtab get internal        show a dtab of the server on this machine",
      "  dtabd shift --help             move traffic from one version to another"
    })
final class DtabdCommand implements Callable<Integer> {

  private final ServeCommand serve;
  private final CheckCommand check;

  @Parameters(
      paramLabel = "CONFIG",
      arity = "0..1",
      description = "Serve what this YAML or JSON file says; - reads standard input.")
  private @Nullable String config;

  @Option(names = "-validate", description = "Only check CONFIG, as namerd's flag of that name.")
  private boolean validate;

  DtabdCommand(ServeCommand serve, CheckCommand check) {
    this.serve = serve;
    this.check = check;
  }

  @Override
  public Integer call() throws FailedCommand {
    if (!validate) {
      return serve.serve(Optional.ofNullable(config));
    }
    if (config == null) {
      throw new FailedCommand("-validate needs a CONFIG to check");
    }
    return check.check(config);
  }
}
