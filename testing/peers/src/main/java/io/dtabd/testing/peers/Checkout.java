package io.dtabd.testing.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder that the project was checked out to, from whichever module a test runs in. */
public final class Checkout {

  private Checkout() {}

  /**
   * A file of the checkout.
   *
   * @param path relative to the checkout's folder, such as {@code docs/metrics.md}
   * @throws IllegalStateException if the working directory is in no checkout
   */
  public static Path file(String path) {
    Path here = Path.of("").toAbsolutePath();
    return around(here)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    here + " is not in a checkout of dtabd; run tests in their module's folder"))
        .resolve(path);
  }

  /** The folder with {@code verify}: {@code directory} or one above it. */
  static Optional<Path> around(Path directory) {
    return Stream.iterate(directory.toAbsolutePath(), each -> each != null, Path::getParent)
        .filter(each -> Files.isRegularFile(each.resolve("verify")))
        .findFirst();
  }
}
