package io.dtabd.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that stand before the command, which namerctl allows too. */
public final class GlobalOptions {

  @Option(names = "--base-url", hidden = true, paramLabel = "URL")
  private @Nullable String baseUrl;

  /** Where the server is, unless the command says otherwise. */
  Optional<String> baseUrl() {
    return Optional.ofNullable(baseUrl);
  }
}
