package io.dtabd.dtab;

import java.util.List;
import java.util.function.Predicate;

/** What a tree comes to, as far as that can be said without binding it. */
enum Certainty {
  /** Bound, or {@code $}. */
  SOMEWHERE,
  /** That, {@code !} or a failure, which a union would leave out. */
  NOT_NEG,
  UNKNOWN;

  /** Whether what is asked after this is never asked. */
  boolean isFinal() {
    return this != UNKNOWN;
  }

  /**
   * @param bound whether a path is a bound name, whatever the moment
   */
  static Certainty of(NameTree<Path> tree, Predicate<Path> bound) {
    return switch (tree) {
      case NameTree.Leaf<Path>(var path) -> bound.test(path) ? SOMEWHERE : UNKNOWN;
      case NameTree.Empty<Path> _ -> SOMEWHERE;
      case NameTree.Fail<Path> _ -> NOT_NEG;
      case NameTree.Neg<Path> _ -> UNKNOWN;
      case NameTree.Alt<Path>(var trees) -> ofAlt(trees, bound);
      case NameTree.Union<Path>(var branches) -> ofUnion(branches, bound);
    };
  }

  /** What comes before the first that is certain may fail. */
  private static Certainty ofAlt(List<NameTree<Path>> trees, Predicate<Path> bound) {
    if (!trees.isEmpty() && of(trees.getFirst(), bound) == SOMEWHERE) {
      return SOMEWHERE;
    }
    return trees.stream().anyMatch(each -> of(each, bound).isFinal()) ? NOT_NEG : UNKNOWN;
  }

  /** Of several branches those that fail are dropped. */
  private static Certainty ofUnion(List<NameTree.Weighted<Path>> branches, Predicate<Path> bound) {
    if (branches.size() == 1) {
      return of(branches.getFirst().tree(), bound);
    }
    return branches.stream().anyMatch(branch -> of(branch.tree(), bound) == SOMEWHERE)
        ? SOMEWHERE
        : UNKNOWN;
  }
}
