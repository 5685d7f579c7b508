package io.dtabd.ui;

import io.dtabd.cli.Cli;
import io.dtabd.cli.Environment;
import io.dtabd.cli.GlobalOptions;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command of the program, as a shell runs it.
 *
 * @param status how it ended
 */
record ShellCommand(int status, String out, String err) {

  /** Runs against the server at {@code url}. */
  static ShellCommand run(String url, String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    var environment =
        new Environment(
            name -> name.equals("NAMERCTL_BASE_URL") ? Optional.of(url) : Optional.empty(),
            Path.of(""),
            InputStream.nullInputStream(),
            false,
            new PrintWriter(out, true),
            new PrintWriter(err, true));
    var global = new GlobalOptions();
    CommandLine program = new CommandLine(CommandSpec.create()).addMixin("global", global);
    int status = Cli.addTo(program, global, environment).execute(args);
    return new ShellCommand(status, out.toString(), err.toString());
  }
}
