package io.dtabd.bench.repeat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is checked out. */
final class Commit {

  private Commit() {}

  /** Returns the short hash, or {@code unknown} where there is no Git. */
  static String hash(Path root) throws IOException, InterruptedException {
    String hash = git(root, "rev-parse", "--short", "HEAD").trim();
    return hash.isEmpty() ? "unknown" : hash;
  }

  /** Returns the short hash, with {@code +dirty} if files differ from it. */
  static String described(Path root) throws IOException, InterruptedException {
    return hash(root) + (git(root, "status", "--porcelain").isBlank() ? "" : "+dirty");
  }

  private static String git(Path root, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("git", "-C", root.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      return process.waitFor() == 0 ? said : "";
    } catch (IOException e) {
      return "";
    }
  }
}
