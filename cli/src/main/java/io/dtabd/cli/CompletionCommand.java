package io.dtabd.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dtabd completion}. One script serves bash and zsh. */
@Command(
    name = "completion",
    description = "Print a script that makes bash or zsh complete dtabd's commands.",
    exitCodeOnInvalidInput = Cli.FAILED,
    exitCodeOnExecutionException = Cli.FAILED,
    footer = {
      "",
      "Examples:",
      "  source <(dtabd completion)                                  this shell",
      "  dtabd completion > /etc/bash_completion.d/dtabd             every bash",
      "  echo 'source <(dtabd completion)' >> ~/.zshrc               every zsh"
    })
final class CompletionCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine self = Objects.requireNonNull(spec).commandLine();
    CommandLine root = self.getParent();
    self.getOut().print(AutoComplete.bash(root.getCommandName(), root));
    self.getOut().flush();
    return 0;
  }
}
