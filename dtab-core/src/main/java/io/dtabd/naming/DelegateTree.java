package io.dtabd.naming;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a path means and how it comes to: every step of the way, and also the alternatives that are
 * not taken.
 *
 * <p>Every node has the path that it stands for and the dentry that led to it, which is absent
 * where none did. Two paths are not what they seem: a {@link Neg} that a dentry says ({@code ~})
 * has the empty path, and a {@link Fail} that a dentry says ({@code !}) has the path that was
 * looked up, as has one from {@code /$/fail}.
 */
public sealed interface DelegateTree {

  Path path();

  Optional<Dentry> dentry();

  record Neg(Path path, Optional<Dentry> dentry) implements DelegateTree {}

  record Fail(Path path, Optional<Dentry> dentry) implements DelegateTree {}

  record Empty(Path path, Optional<Dentry> dentry) implements DelegateTree {}

  /** Settled by a namer; the bound name carries no weight here. */
  record Leaf(Path path, Optional<Dentry> dentry, BoundName bound) implements DelegateTree {}

  /** Goes on to one other tree. */
  record Delegate(Path path, Optional<Dentry> dentry, DelegateTree tree) implements DelegateTree {}

  /** Goes on to the first of these that is something. */
  record Alt(Path path, Optional<Dentry> dentry, List<DelegateTree> trees) implements DelegateTree {
    public Alt {
      trees = List.copyOf(trees);
    }
  }

  /** Goes on to all of these. */
  record Union(Path path, Optional<Dentry> dentry, List<Weighted> trees) implements DelegateTree {
    public Union {
      trees = List.copyOf(trees);
    }
  }

  record Weighted(double weight, DelegateTree tree) {}

  /**
   * It could not be found out.
   *
   * @param reason why, for people
   */
  record Failure(Path path, Optional<Dentry> dentry, String reason) implements DelegateTree {}

  /**
   * A step from {@code path} to {@code next}; the two are one where that tells nothing new, that is
   * where both stand for the same path and {@code next} goes further.
   */
  static DelegateTree step(Path path, Optional<Dentry> dentry, DelegateTree next) {
    return switch (next) {
      case Neg _, Fail _, Empty _ -> new Delegate(path, dentry, next);
      case Leaf leaf when leaf.path.equals(path) -> new Leaf(path, dentry, leaf.bound);
      case Delegate delegate when delegate.path.equals(path) ->
          new Delegate(path, dentry, delegate.tree);
      case Alt alt when alt.path.equals(path) -> new Alt(path, dentry, alt.trees);
      case Union union when union.path.equals(path) -> new Union(path, dentry, union.trees);
      case Failure failure when failure.path.equals(path) ->
          new Failure(path, dentry, failure.reason);
      case Leaf _, Delegate _, Alt _, Union _, Failure _ -> new Delegate(path, dentry, next);
    };
  }
}
