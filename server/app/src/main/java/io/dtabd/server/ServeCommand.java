package io.dtabd.server;

import io.dtabd.cli.Cli;
import io.dtabd.cli.Environment;
import io.dtabd.cli.FailedCommand;
import io.dtabd.config.Config;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dtabd serve}. */
@Command(
    name = "serve",
    description = "Serve until stopped by a signal; what 'dtabd' alone does too.",
    exitCodeOnInvalidInput = Cli.FAILED,
    exitCodeOnExecutionException = Cli.FAILED,
    footer = {
      "",
      "Without CONFIG, dtabs are kept in ./dtabd-data, addresses are read from ./disco if there is",
      "such a folder, and every interface listens on its default port of the loopback.",
      "",
      "Examples:",
      "  dtabd serve",
      "  dtabd serve namerd.yml",
      "  generate-config | dtabd serve -",
      "",
      "The variable DTABD_LOG_LEVEL is error, warn, info, debug or trace."
    })
final class ServeCommand implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

  private final Environment environment;
  private final ServerRun server;

  @Parameters(
      paramLabel = "CONFIG",
      arity = "0..1",
      description = "A YAML or JSON file; - reads standard input.")
  private @Nullable String config;

  ServeCommand(Environment environment, ServerRun server) {
    this.environment = environment;
    this.server = server;
  }

  @Override
  public Integer call() throws FailedCommand {
    return serve(Optional.ofNullable(config));
  }

  int serve(Optional<String> argument) throws FailedCommand {
    Config read =
        argument.isPresent()
            ? ConfigArgument.read(argument.get(), environment)
            : Config.embedded(environment.directory());
    read.warnings().forEach(warning -> log.warn("{}", warning));
    try {
      server.run(read);
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailedCommand("interrupted", e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      log.debug("not started", e);
      throw new FailedCommand(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
  }
}
