package io.dtabd.bench.repeat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;

/** Keeps what a failed repetition has printed. */
final class FirstFailure {

  private static final int LINES = 25;
  private static final int LINES_BEFORE = 8;

  private FirstFailure() {}

  /** Moves the output to where it is kept, and returns the part of it to read first. */
  static String keep(Path output, Path kept) throws IOException {
    Files.move(output, kept, StandardCopyOption.REPLACE_EXISTING);
    // Decoded like this, since a test may print bytes that are not UTF-8.
    List<String> lines = new String(Files.readAllBytes(kept), UTF_8).lines().toList();
    int from = Math.max(0, firstToRead(lines) - LINES_BEFORE);
    return lines.subList(from, Math.min(lines.size(), from + LINES)).stream()
            .map(line -> "  | " + line + "\n")
            .collect(Collectors.joining())
        + "  The whole output is in "
        + kept
        + "\n";
  }

  /** Finds the first exception, the thread dump, or else the last lines of a JVM that died. */
  private static int firstToRead(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.matches("\\W*caught: .*") || line.startsWith(Repetition.NOT_FINISHED)) {
        return i;
      }
    }
    return lines.size() - LINES + LINES_BEFORE;
  }
}
