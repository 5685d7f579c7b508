package io.dtabd.testing.peers;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The real programs that tests drive: on {@code PATH}, or where {@code ./verify} puts them. A test
 * whose program is missing is skipped, but under {@code CI=true} it fails, because a peer that is
 * silently missing tests nothing. {@value #ALLOW_MISSING} names those that may be missing even
 * there.
 */
public final class Peers {

  static final String ALLOW_MISSING = "DTABD_ALLOW_MISSING";

  /** A Docker engine and namerctl cannot be had everywhere. */
  private static final String ALLOWED_BY_DEFAULT = "docker,namerctl";

  /** The release of those that {@code scripts/kube-apiserver/build} builds. */
  private static final Map<String, String> CACHED =
      Map.of("kube-apiserver", "1.33.13", "kubectl", "1.33.13");

  /** What to do about a peer. */
  sealed interface Verdict {
    record Use(Path program) implements Verdict {}

    record Skip(String reason) implements Verdict {}

    record Fail(String reason) implements Verdict {}
  }

  private Peers() {}

  /**
   * Finds a program, or ends the test.
   *
   * @param install the command that installs it
   */
  public static Path require(String name, String install) {
    return switch (verdict(name, install, Path.of(""), System.getenv())) {
      case Verdict.Use(Path program) -> program;
      case Verdict.Skip(String reason) -> Assumptions.abort(reason);
      case Verdict.Fail(String reason) -> Assertions.fail(reason);
    };
  }

  /**
   * Ends a test whose peer is missing and is not a program.
   *
   * @param install how to get it
   */
  public static void missing(String name, String install) {
    switch (absent(name, name + " is missing", install, System.getenv())) {
      case Verdict.Skip(String reason) -> Assumptions.abort(reason);
      case Verdict.Fail(String reason) -> Assertions.fail(reason);
      case Verdict.Use _ -> throw new IllegalStateException("an absent peer cannot be used");
    }
  }

  /**
   * @param directory where the test runs, somewhere in the checkout
   */
  static Verdict verdict(
      String name, String install, Path directory, Map<String, String> environment) {
    return Stream.of(
            onPath(name, environment),
            Checkout.around(directory)
                .map(root -> root.resolve(".build/bin").resolve(name))
                .stream(),
            cached(name, environment).stream())
        .flatMap(each -> each)
        .filter(Files::isExecutable)
        .findFirst()
        .<Verdict>map(Verdict.Use::new)
        .orElseGet(
            () ->
                absent(
                    name,
                    name + " is neither on PATH nor in .build/bin of the checkout",
                    install,
                    environment));
  }

  private static Stream<Path> onPath(String name, Map<String, String> environment) {
    return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name));
  }

  private static Optional<Path> cached(String name, Map<String, String> environment) {
    String release = CACHED.get(name);
    if (release == null) {
      return Optional.empty();
    }
    String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path folder =
        caches.isEmpty()
            ? Path.of(environment.getOrDefault("HOME", ""), ".cache")
            : Path.of(caches);
    return Optional.of(folder.resolve("dtabd").resolve(name + "-" + release));
  }

  private static Verdict absent(
      String name, String how, String install, Map<String, String> environment) {
    String missing = how + "; install it: " + install;
    String allowed = environment.getOrDefault(ALLOW_MISSING, ALLOWED_BY_DEFAULT);
    boolean mayBeMissing =
        Arrays.stream(allowed.split(",")).map(String::strip).anyMatch(name::equals);
    return "true".equals(environment.get("CI")) && !mayBeMissing
        ? new Verdict.Fail(
            missing + ". Or allow it to be missing: " + ALLOW_MISSING + "=" + joined(allowed, name))
        : new Verdict.Skip(missing);
  }

  private static String joined(String allowed, String name) {
    return allowed.isBlank() ? name : allowed + "," + name;
  }
}
