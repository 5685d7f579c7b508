package io.dtabd.cli;

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
 * @param isInteractive whether a person can be asked, and answers on {@code in}
 */
public record Environment(
    Function<String, Optional<String>> variables,
    Path directory,
    InputStream in,
    boolean isInteractive,
    PrintWriter out,
    PrintWriter err) {

  /** Whom the history of a namespace is to name for what this command writes, as a header can. */
  Optional<String> author() {
    return variable("DTABD_AUTHOR")
        .or(() -> variable("USER"))
        .or(() -> variable("LOGNAME"))
        .filter(name -> name.chars().allMatch(c -> c >= ' ' && c <= '~'));
  }

  /** A variable that is set to more than nothing. */
  Optional<String> variable(String name) {
    return variables.apply(name).filter(value -> !value.isEmpty());
  }
}
