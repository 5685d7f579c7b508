package io.dtabd.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code dtabd dtab}: what namerctl does, and more. */
@Command(
    name = "dtab",
    description = "Control the delegation tables of a running server, as namerctl does.",
    commandListHeading = "%nCommands:%n",
    exitCodeOnInvalidInput = Cli.DTAB_FAILED,
    exitCodeOnExecutionException = Cli.DTAB_FAILED,
    footer = {
      "",
      "The server is the one of --base-url; or of the variable NAMERCTL_BASE_URL; or of 'base-url' in",
      "a file .namerctl.yaml of this folder or one above it; or http://127.0.0.1:4180.",
      "",
      "Examples:",
      "  dtabd dtab list",
      "  dtabd dtab get internal > internal.dtab",
      "  dtabd dtab diff internal internal.dtab",
      "  dtabd dtab update internal internal.dtab --version AAAAAAAAAAE=",
      "  dtabd dtab history internal --diff",
      "  dtabd dtab rollback internal",
      "  dtabd dtab edit internal --base-url http://namerd.example.com:4180"
    })
final class DtabCommand implements Callable<Integer> {

  private final Environment environment;

  @Mixin private final ServerOptions server;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print JSON. Input is recognised by itself.")
  private boolean json;

  DtabCommand(GlobalOptions global, Environment environment) {
    this.environment = environment;
    this.server = new ServerOptions(global, environment);
  }

  boolean printsJson() {
    return json;
  }

  Environment environment() {
    return environment;
  }

  DtabClient client() throws FailedCommand {
    return server.client();
  }

  /** Without a command of its own it explains itself, as namerctl does. */
  @Override
  public Integer call() {
    CommandLine self = Objects.requireNonNull(spec).commandLine();
    self.usage(self.getOut());
    return 0;
  }
}
