package io.dtabd.server.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a command finds around it.
 *
 * @param variables an environment variable's value, if it is set
 * @param directory the working directory
 */
public record Environment(
    Function<String, Optional<String>> variables,
    Path directory,
    InputStream in,
    PrintWriter out,
    PrintWriter err) {

  /** A variable that is set to more than nothing. */
  Optional<String> variable(String name) {
    return variables.apply(name).filter(value -> !value.isEmpty());
  }
}
