package io.dtabd.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which server a command speaks to. */
final class ServerOptions {

  private final GlobalOptions global;
  private final Environment environment;

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "Where the server is, such as http://namerd.example.com:4180.")
  private @Nullable String baseUrl;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "A YAML or JSON file whose 'base-url' says where the server is.")
  private @Nullable Path config;

  ServerOptions(GlobalOptions global, Environment environment) {
    this.global = global;
    this.environment = environment;
  }

  URI url() throws FailedCommand {
    return BaseUrl.find(
        Optional.ofNullable(baseUrl).or(global::baseUrl), Optional.ofNullable(config), environment);
  }

  DtabClient client() throws FailedCommand {
    return new DtabClient(url(), environment.author());
  }
}
