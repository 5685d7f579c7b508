package io.dtabd.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The difference of two lists of lines in unified form.
 *
 * <p>Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), the greedy forward search:
 * {@code reach[k]} is how far along the old lines one can come on diagonal k with d edits. Each
 * step's {@code reach} is kept, and the way is read off backwards.
 */
final class LineDiff {

  /** Lines shown around a change, as diff(1) does. */
  private static final int CONTEXT = 3;

  /**
   * Steps searched; their cost grows with the square. Past that two dtabs have little in common,
   * and the middle is shown as replaced.
   */
  private static final int MAX_EDITS = 2_000;

  private enum Op {
    SAME(' '),
    REMOVED('-'),
    ADDED('+');

    private final char sign;

    Op(char sign) {
      this.sign = sign;
    }
  }

  private record Line(Op op, String text) {}

  private LineDiff() {}

  /** The lines of the hunks; empty if there is no difference. */
  static List<String> hunks(List<String> before, List<String> after) {
    List<Line> lines = lines(before, after);
    var out = new ArrayList<String>();
    for (int i = 0; i < lines.size(); ) {
      int change = nextChange(lines, i);
      if (change == lines.size()) {
        break;
      }
      int from = Math.max(i, change - CONTEXT);
      int end = endOfHunk(lines, change);
      hunk(lines, from, end, out);
      i = end;
    }
    return out;
  }

  private static int nextChange(List<Line> lines, int from) {
    int i = from;
    while (i < lines.size() && lines.get(i).op() == Op.SAME) {
      i++;
    }
    return i;
  }

  /** Changes so near to each other that their context touches are one hunk. */
  private static int endOfHunk(List<Line> lines, int change) {
    int end = change;
    while (true) {
      while (end < lines.size() && lines.get(end).op() != Op.SAME) {
        end++;
      }
      int next = nextChange(lines, end);
      if (next == lines.size() || next - end > 2 * CONTEXT) {
        return Math.min(lines.size(), end + CONTEXT);
      }
      end = next;
    }
  }

  private static void hunk(List<Line> lines, int from, int end, List<String> out) {
    out.add(
        "@@ -%s +%s @@"
            .formatted(range(lines, from, end, Op.ADDED), range(lines, from, end, Op.REMOVED)));
    for (Line line : lines.subList(from, end)) {
      out.add(line.op().sign + line.text());
    }
  }

  /** First line and count on one side, which does not have the lines of {@code absent}. */
  private static String range(List<Line> lines, int from, int end, Op absent) {
    long before = lines.subList(0, from).stream().filter(line -> line.op() != absent).count();
    long count = lines.subList(from, end).stream().filter(line -> line.op() != absent).count();
    return (count == 0 ? before : before + 1) + "," + count;
  }

  private static List<Line> lines(List<String> before, List<String> after) {
    int start = 0;
    int shorter = Math.min(before.size(), after.size());
    while (start < shorter && before.get(start).equals(after.get(start))) {
      start++;
    }
    int tail = 0;
    while (tail < shorter - start
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
      tail++;
    }
    var lines = new ArrayList<Line>();
    before.subList(0, start).forEach(text -> lines.add(new Line(Op.SAME, text)));
    lines.addAll(
        search(
            before.subList(start, before.size() - tail),
            after.subList(start, after.size() - tail)));
    before
        .subList(before.size() - tail, before.size())
        .forEach(text -> lines.add(new Line(Op.SAME, text)));
    return lines;
  }

  private static List<Line> search(List<String> before, List<String> after) {
    int n = before.size();
    int m = after.size();
    int max = Math.min(n + m, MAX_EDITS);
    int[] reach = new int[2 * max + 3];
    int zero = max + 1;
    var steps = new ArrayList<int[]>();
    for (int d = 0; d <= max; d++) {
      steps.add(Arrays.copyOfRange(reach, zero - d - 1, zero + d + 2));
      for (int k = -d; k <= d; k += 2) {
        boolean down = k == -d || (k != d && reach[zero + k - 1] < reach[zero + k + 1]);
        int x = down ? reach[zero + k + 1] : reach[zero + k - 1] + 1;
        while (x < n && x - k < m && before.get(x).equals(after.get(x - k))) {
          x++;
        }
        reach[zero + k] = x;
        if (x >= n && x - k >= m) {
          return way(before, after, steps);
        }
      }
    }
    var replaced = new ArrayList<Line>();
    before.forEach(text -> replaced.add(new Line(Op.REMOVED, text)));
    after.forEach(text -> replaced.add(new Line(Op.ADDED, text)));
    return replaced;
  }

  /**
   * @param steps for each d what {@code reach} was before it, from diagonal -d-1 on
   */
  private static List<Line> way(List<String> before, List<String> after, List<int[]> steps) {
    var backwards = new ArrayList<Line>();
    int x = before.size();
    int y = after.size();
    for (int d = steps.size() - 1; d >= 0; d--) {
      int[] reach = steps.get(d);
      int zero = d + 1;
      int k = x - y;
      boolean down = k == -d || (k != d && reach[zero + k - 1] < reach[zero + k + 1]);
      int fromX = d == 0 ? 0 : down ? reach[zero + k + 1] : reach[zero + k - 1];
      int fromY = d == 0 ? 0 : fromX - (down ? k + 1 : k - 1);
      int sameFromX = d == 0 ? 0 : down ? fromX : fromX + 1;
      while (x > sameFromX) {
        backwards.add(new Line(Op.SAME, before.get(--x)));
        y--;
      }
      if (d > 0) {
        backwards.add(
            down ? new Line(Op.ADDED, after.get(fromY)) : new Line(Op.REMOVED, before.get(fromX)));
        x = fromX;
        y = fromY;
      }
    }
    return backwards.reversed();
  }
}
