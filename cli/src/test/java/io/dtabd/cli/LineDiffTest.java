package io.dtabd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineDiffTest {

  private static List<String> lines(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(" "));
  }

  private static List<String> diff(String before, String after) {
    return LineDiff.hunks(lines(before), lines(after));
  }

  @Test
  void equalLinesHaveNoHunks() {
    assertThat(diff("a b", "a b")).isEmpty();
    assertThat(diff("", "")).isEmpty();
  }

  @Test
  void aChangeShowsWithThreeLinesAround() {
    assertThat(diff("a b c d e f g h i", "a b c d E f g h i"))
        .containsExactly("@@ -2,7 +2,7 @@", " b", " c", " d", "-e", "+E", " f", " g", " h");
  }

  @Test
  void changesFarApartAreHunksOfTheirOwn() {
    assertThat(diff("a b c d e f g h i j", "A b c d e f g h i J"))
        .containsExactly(
            "@@ -1,4 +1,4 @@",
            "-a",
            "+A",
            " b",
            " c",
            " d",
            "@@ -7,4 +7,4 @@",
            " g",
            " h",
            " i",
            "-j",
            "+J");
  }

  @Test
  void nearChangesShareAHunk() {
    assertThat(diff("a b c d e f g h", "A b c d e f g H"))
        .startsWith("@@ -1,8 +1,8 @@")
        .hasSize(11);
  }

  @Test
  void somethingFromNothingAndBack() {
    assertThat(diff("", "a b")).containsExactly("@@ -0,0 +1,2 @@", "+a", "+b");
    assertThat(diff("a", "")).containsExactly("@@ -1,1 +0,0 @@", "-a");
  }

  @Test
  void aMovedLineIsRemovedAndAdded() {
    assertThat(diff("a b c", "b c a")).containsExactly("@@ -1,3 +1,3 @@", "-a", " b", " c", "+a");
  }

  @Test
  void whatIsShownTurnsOneIntoTheOtherWithTheFewestEdits() {
    var random = RandomGenerator.of("L64X128MixRandom");
    for (int round = 0; round < 2_000; round++) {
      List<String> before = random(random);
      List<String> after = random(random);
      List<String> hunks = LineDiff.hunks(before, after);

      assertThat(apply(hunks, before)).isEqualTo(after);
      long edits = hunks.stream().filter(line -> line.matches("[-+].*")).count();
      assertThat(edits).isEqualTo(before.size() + after.size() - 2L * longestCommon(before, after));
    }
  }

  @Test
  void veryLargeAndVeryDifferentListsAreShownAsReplaced() {
    List<String> before = IntStream.range(0, 5_000).mapToObj(i -> "a" + i).toList();
    List<String> after = IntStream.range(0, 5_000).mapToObj(i -> "b" + i).toList();
    assertThat(LineDiff.hunks(before, after)).hasSize(10_001).startsWith("@@ -1,5000 +1,5000 @@");
  }

  private static List<String> random(RandomGenerator random) {
    return random.ints(random.nextInt(14), 0, 4).mapToObj(Integer::toString).toList();
  }

  private static List<String> apply(List<String> hunks, List<String> before) {
    var after = new ArrayList<String>();
    int at = 0;
    for (String line : hunks) {
      switch (line.charAt(0)) {
        case '@' -> {
          String[] range = line.substring(4, line.indexOf(" +")).split(",");
          int start = Integer.parseInt(range[0]) - (range[1].equals("0") ? 0 : 1);
          after.addAll(before.subList(at, start));
          at = start;
        }
        case '-' -> assertThat(before.get(at++)).isEqualTo(line.substring(1));
        case '+' -> after.add(line.substring(1));
        default -> {
          assertThat(before.get(at)).isEqualTo(line.substring(1));
          after.add(before.get(at++));
        }
      }
    }
    after.addAll(before.subList(at, before.size()));
    return after;
  }

  private static int longestCommon(List<String> a, List<String> b) {
    int[][] length = new int[a.size() + 1][b.size() + 1];
    for (int i = 1; i <= a.size(); i++) {
      for (int j = 1; j <= b.size(); j++) {
        length[i][j] =
            a.get(i - 1).equals(b.get(j - 1))
                ? length[i - 1][j - 1] + 1
                : Math.max(length[i - 1][j], length[i][j - 1]);
      }
    }
    return length[a.size()][b.size()];
  }
}
