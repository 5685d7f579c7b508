package io.dtabd.testing.peers;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The real programs that tests drive. Where one is missing its tests are skipped, but not under CI,
 * where they fail: a peer that silently is not there tests nothing. What {@code ./verify} tried in
 * vain to install, it names in {@value #UNAVAILABLE}, and that is skipped everywhere.
 */
public final class Peers {

  static final String UNAVAILABLE = "DTABD_UNAVAILABLE_PEERS";

  /** What to do about a peer. */
  sealed interface Verdict {
    record Use(Path program) implements Verdict {}

    record Skip(String reason) implements Verdict {}

    record Fail(String reason) implements Verdict {}
  }

  private Peers() {}

  /**
   * @param install how a person gets it
   * @return the program, as found on {@code PATH}
   */
  public static Path require(String name, String install) {
    return switch (verdict(name, install, System.getenv())) {
      case Verdict.Use(Path program) -> program;
      case Verdict.Skip(String reason) -> Assumptions.abort(reason);
      case Verdict.Fail(String reason) -> Assertions.fail(reason);
    };
  }

  /**
   * Ends a test whose peer is no program on {@code PATH}, and is not there.
   *
   * @param install how a person gets it
   */
  public static void missing(String name, String install) {
    switch (absent(name, name + " does not answer", install, System.getenv())) {
      case Verdict.Skip(String reason) -> Assumptions.abort(reason);
      case Verdict.Fail(String reason) -> Assertions.fail(reason);
      case Verdict.Use _ -> throw new IllegalStateException("what is absent cannot be used");
    }
  }

  static Verdict verdict(String name, String install, Map<String, String> environment) {
    Optional<Path> program =
        Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst();
    return program.isPresent()
        ? new Verdict.Use(program.get())
        : absent(name, name + " is not on PATH", install, environment);
  }

  private static Verdict absent(
      String name, String how, String install, Map<String, String> environment) {
    boolean unavailable =
        Arrays.asList(environment.getOrDefault(UNAVAILABLE, "").split(",")).contains(name);
    if (unavailable) {
      return new Verdict.Skip(name + " could not be installed here; install: " + install);
    }
    String missing = how + "; install: " + install;
    return "true".equals(environment.get("CI"))
        ? new Verdict.Fail(missing)
        : new Verdict.Skip(missing);
  }
}
