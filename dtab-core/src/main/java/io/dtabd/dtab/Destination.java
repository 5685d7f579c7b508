package io.dtabd.dtab;

import io.dtabd.dtab.NameTree.Alt;
import io.dtabd.dtab.NameTree.Leaf;
import io.dtabd.dtab.NameTree.Union;
import io.dtabd.dtab.NameTree.Weighted;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a destination with a shift in it is taken apart and put together. */
final class Destination {

  private Destination() {}

  /** Where traffic goes that does not go to {@code to}; empty if all of it does. */
  static Optional<NameTree<Path>> without(NameTree<Path> now, Path to) {
    return switch (now) {
      case Leaf<Path>(var path) when path.equals(to) -> Optional.empty();
      case Union<Path>(var branches) -> others(branches, to);
      case Alt<Path>(var trees) when isFinished(now, to) ->
          Optional.of(alternatives(trees.subList(1, trees.size())));
      case Alt<Path>(var trees)
          when !trees.isEmpty()
              && trees.getFirst() instanceof Union<Path>(var branches)
              && holds(branches, to) -> {
        var rest = new ArrayList<NameTree<Path>>();
        others(branches, to).ifPresent(rest::add);
        rest.addAll(trees.subList(1, trees.size()));
        yield rest.isEmpty() ? Optional.empty() : Optional.of(alternatives(rest));
      }
      default -> Optional.of(now);
    };
  }

  /** Those branches that do not lead to {@code to}, with their weights if there are several. */
  static Optional<NameTree<Path>> others(List<Weighted<Path>> branches, Path to) {
    List<Weighted<Path>> others =
        branches.stream().filter(branch -> !isLeaf(branch.tree(), to)).toList();
    return switch (others.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(others.getFirst().tree());
      default -> Optional.of(new Union<>(others));
    };
  }

  /** Whether {@code to} has all, with something to fall back to. */
  static boolean isFinished(NameTree<Path> now, Path to) {
    return now instanceof Alt<Path>(var trees) && trees.size() > 1 && isLeaf(trees.getFirst(), to);
  }

  /** Of the split that traffic goes to first: the whole tree, or its first alternative. */
  static List<Weighted<Path>> branches(NameTree<Path> now) {
    return switch (now) {
      case Union<Path>(var branches) -> branches;
      case Alt<Path>(var trees)
          when !trees.isEmpty() && trees.getFirst() instanceof Union<Path>(var branches) ->
          branches;
      default -> List.of();
    };
  }

  /** What is asked where the first alternative leads nowhere. */
  static List<NameTree<Path>> later(NameTree<Path> now) {
    return now instanceof Alt<Path>(var trees) && !trees.isEmpty()
        ? trees.subList(1, trees.size())
        : List.of();
  }

  static NameTree<Path> alternatives(List<NameTree<Path>> trees) {
    return trees.size() == 1 ? trees.getFirst() : new Alt<>(trees);
  }

  /** {@code first} with {@code later} to fall back to. */
  static NameTree<Path> followed(NameTree<Path> first, List<NameTree<Path>> later) {
    var trees = new ArrayList<NameTree<Path>>();
    trees.add(first);
    trees.addAll(later);
    return alternatives(trees);
  }

  static boolean holds(List<Weighted<Path>> branches, Path to) {
    return branches.stream().anyMatch(branch -> isLeaf(branch.tree(), to));
  }

  /**
   * {@code percent} for {@code to} and the rest for the others. A split that is there keeps the
   * order of its two branches and the alternatives after it.
   *
   * @param old what is there without {@code to}
   */
  static NameTree<Path> split(NameTree<Path> now, Path to, BigDecimal percent, NameTree<Path> old) {
    if (now instanceof Union<Path>(var branches) && holds(branches, to)) {
      return split(branches, to, percent);
    }
    if (now instanceof Alt<Path>(var trees)
        && !trees.isEmpty()
        && trees.getFirst() instanceof Union<Path>(var branches)
        && holds(branches, to)
        && others(branches, to).isPresent()) {
      var changed = new ArrayList<>(trees);
      changed.set(0, split(branches, to, percent));
      return new Alt<>(changed);
    }
    return new Union<>(List.of(part(percent, NameTree.leaf(to)), rest(percent, old)));
  }

  private static NameTree<Path> split(List<Weighted<Path>> branches, Path to, BigDecimal percent) {
    Weighted<Path> given = part(percent, NameTree.leaf(to));
    Weighted<Path> left = rest(percent, others(branches, to).orElseThrow());
    boolean last = branches.size() == 2 && isLeaf(branches.getLast().tree(), to);
    return new Union<>(last ? List.of(left, given) : List.of(given, left));
  }

  private static Weighted<Path> part(BigDecimal percent, NameTree<Path> tree) {
    return new Weighted<>(percent.doubleValue(), tree);
  }

  private static Weighted<Path> rest(BigDecimal percent, NameTree<Path> tree) {
    return part(Shift.Share.ALL.subtract(percent), tree);
  }

  private static boolean isLeaf(NameTree<Path> tree, Path path) {
    return tree instanceof Leaf<Path>(var value) && value.equals(path);
  }
}
