package io.dtabd.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what was meant. */
final class Spelling {

  private Spelling() {}

  /** {@code "; did you mean 'port'?"} if one of the known names is near, otherwise all of them. */
  static String hint(String written, Collection<String> known) {
    return closest(written, known)
        .map(name -> "; did you mean '" + name + "'?")
        .orElseGet(() -> "; known: " + String.join(", ", known));
  }

  /** The known name with the fewest edits, if they are few for its length. */
  static Optional<String> closest(String written, Collection<String> known) {
    String lower = written.toLowerCase(Locale.ROOT);
    return known.stream()
        .map(name -> new Guess(name, distance(lower, name.toLowerCase(Locale.ROOT))))
        .filter(guess -> guess.edits <= Math.max(1, guess.name.length() / 3))
        .min(Comparator.comparingInt(Guess::edits))
        .map(Guess::name);
  }

  private record Guess(String name, int edits) {}

  /** Edits that insert, delete, replace or swap neighbours, each in its own place. */
  private static int distance(String a, String b) {
    if (a.length() > 2 * b.length()) {
      return Integer.MAX_VALUE;
    }
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = edits[i - 1][j - 1] + (same ? 0 : 1);
        least = Math.min(least, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, edits[i - 2][j - 2] + 1);
        }
        edits[i][j] = least;
      }
    }
    return edits[a.length()][b.length()];
  }
}
