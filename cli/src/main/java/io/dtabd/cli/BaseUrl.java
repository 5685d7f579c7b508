package io.dtabd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the server is, found as namerctl finds it: the option, then the variable, then a file
 * {@code .namerctl.yaml}, {@code .yml} or {@code .json} of this folder or the nearest above it.
 * Where namerctl gives up, it is the server on this machine.
 */
final class BaseUrl {

  static final String VARIABLE = "NAMERCTL_BASE_URL";
  static final String DEFAULT = "http://127.0.0.1:4180";

  private static final List<String> FILES =
      List.of(".namerctl.yaml", ".namerctl.yml", ".namerctl.json");

  private BaseUrl() {}

  /**
   * @param file to read instead of looking for one
   */
  static URI find(Optional<String> option, Optional<Path> file, Environment environment)
      throws FailedCommand {
    if (option.isPresent()) {
      return parse(option.get(), "--base-url");
    }
    Optional<String> variable = environment.variable(VARIABLE);
    if (variable.isPresent()) {
      return parse(variable.get(), VARIABLE);
    }
    Optional<Path> found = file.or(() -> nearest(environment.directory().toAbsolutePath()));
    if (found.isPresent()) {
      Optional<String> url = ofFile(found.get());
      if (url.isPresent()) {
        return parse(url.get(), found.get().toString());
      }
    }
    return parse(DEFAULT, "the default");
  }

  private static Optional<Path> nearest(@Nullable Path folder) {
    for (Path at = folder; at != null; at = at.getParent()) {
      for (String name : FILES) {
        Path file = at.resolve(name);
        if (Files.isRegularFile(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> ofFile(Path file) throws FailedCommand {
    try {
      JsonNode url = new YAMLMapper().readTree(Files.readString(file)).path("base-url");
      return url.isValueNode() && !url.isNull() ? Optional.of(url.asText()) : Optional.empty();
    } catch (IOException e) {
      throw new FailedCommand("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * @param source where it was found, for the error
   */
  static URI parse(String text, String source) throws FailedCommand {
    try {
      URI uri = new URI(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && bare(uri)) {
        return new URI(uri.getScheme(), uri.getAuthority(), null, null, null);
      }
    } catch (URISyntaxException e) {
      // Told below, with where it came from.
    }
    throw new FailedCommand(
        "the server's URL '%s' (from %s) is not of the form http://host:port"
            .formatted(text, source));
  }

  private static boolean bare(URI uri) {
    return (uri.getPath().isEmpty() || uri.getPath().equals("/")) && uri.getQuery() == null;
  }
}
