package io.dtabd.server;

import io.dtabd.cli.Environment;
import io.dtabd.cli.FailedCommand;
import io.dtabd.config.Config;
import io.dtabd.config.ConfigException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads the configuration that an argument names. */
final class ConfigArgument {

  static final String STANDARD_INPUT = "-";

  private ConfigArgument() {}

  /**
   * @param argument a file, or {@code -}
   */
  static Config read(String argument, Environment environment) throws FailedCommand {
    try {
      return argument.equals(STANDARD_INPUT)
          ? Config.read("standard input", environment.in())
          : Config.read(Path.of(argument));
    } catch (ConfigException e) {
      int count = e.problems().size();
      throw new FailedCommand(
          (count == 1 ? "the configuration has a problem" : "the configuration has problems")
              + "; nothing was started\n"
              + e.getMessage(),
          e);
    } catch (InvalidPathException e) {
      throw new FailedCommand("'" + argument + "' is not a file name: " + e.getReason(), e);
    }
  }
}
