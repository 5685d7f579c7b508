package io.dtabd.cli;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.NameTree.Alt;
import io.dtabd.dtab.NameTree.Leaf;
import io.dtabd.dtab.NameTree.Union;
import io.dtabd.dtab.NameTree.Weighted;
import io.dtabd.dtab.Path;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A step of moving traffic from where a dentry leads, the old destination, to a new path.
 *
 * <p>All that is known of a shift stands in the destination itself, so nothing can be lost between
 * the steps, and each is a pure function that gives the same again:
 *
 * <pre>
 * OLD                                  before
 * 10 * /new &amp; 90 * OLD                under way
 * /new | OLD                           finished, with the old one to fall back to
 * /new                                 cleaned up: from here on OLD is forgotten
 * </pre>
 */
sealed interface ShiftStep {

  /** So much of the traffic goes to the new path, the rest as it went before. */
  record Percent(BigDecimal percent) implements ShiftStep {

    /** Proxies are sent weights with two decimals. */
    private static final int MAX_DECIMALS = 2;

    private static final BigDecimal ALL = new BigDecimal(100);

    public Percent {
      if (percent.signum() <= 0
          || percent.compareTo(ALL) >= 0
          || percent.stripTrailingZeros().scale() > MAX_DECIMALS) {
        throw new IllegalArgumentException(
            "--percent is more than 0 and less than 100, with at most two decimals; all is"
                + " --finish, none is --abort");
      }
    }
  }

  /** All of it goes to the new path, and as before if there is nothing at that. */
  record Finish() implements ShiftStep {}

  /** The old destination is no longer needed. */
  record CleanUp() implements ShiftStep {}

  /** All of it goes as before. */
  record Abort() implements ShiftStep {}

  /**
   * @param now where the dentry leads
   * @return where it is to lead; equal to {@code now} if the step is done already
   */
  default NameTree<Path> of(NameTree<Path> now, Path to) throws FailedCommand {
    NameTree<Path> all = NameTree.leaf(to);
    Optional<NameTree<Path>> old = old(now, to);
    return switch (this) {
      case Percent(var percent) -> {
        NameTree<Path> rest =
            old.orElseThrow(() -> new FailedCommand(NameTree.text(all) + " has all of it already"));
        checkUnsplit(now, to);
        yield new Union<>(
            List.of(
                new Weighted<>(percent.doubleValue(), all),
                new Weighted<>(Percent.ALL.subtract(percent).doubleValue(), rest)));
      }
      case Finish() -> {
        if (old.isEmpty()) {
          yield all;
        }
        checkUnsplit(now, to);
        yield new Alt<>(List.of(all, old.get()));
      }
      case CleanUp() -> {
        if (old.isPresent() && !isFinished(now, to)) {
          throw new FailedCommand(
              "the shift is not finished, it leads to %s; first: --finish"
                  .formatted(NameTree.text(now)));
        }
        yield all;
      }
      case Abort() ->
          old.orElseThrow(
              () ->
                  new FailedCommand(
                      "the shift is cleaned up, so there is nothing to go back to; see what was"
                          + " there with 'dtabd dtab history', and shift to that"));
    };
  }

  /** Where traffic goes that does not go to {@code to}; empty if all of it does. */
  private static Optional<NameTree<Path>> old(NameTree<Path> now, Path to) {
    return switch (now) {
      case Leaf<Path>(var path) when path.equals(to) -> Optional.empty();
      case Alt<Path>(var trees) when isFinished(now, to) ->
          Optional.of(
              trees.size() == 2 ? trees.getLast() : new Alt<>(trees.subList(1, trees.size())));
      case Union<Path>(var branches) -> {
        var others = new ArrayList<>(branches);
        others.removeIf(branch -> isLeaf(branch.tree(), to));
        if (others.isEmpty()) {
          yield Optional.empty();
        }
        yield Optional.of(others.size() == 1 ? others.getFirst().tree() : new Union<>(others));
      }
      default -> Optional.of(now);
    };
  }

  private static boolean isFinished(NameTree<Path> now, Path to) {
    return now instanceof Alt<Path>(var trees) && trees.size() > 1 && isLeaf(trees.getFirst(), to);
  }

  private static boolean isLeaf(NameTree<Path> tree, Path path) {
    return tree instanceof Leaf<Path>(var value) && value.equals(path);
  }

  /** Two shifts of one dentry inside each other could not be aborted one by one. */
  private static void checkUnsplit(NameTree<Path> now, Path to) throws FailedCommand {
    if (now instanceof Union<Path>(var branches)
        && branches.stream().noneMatch(branch -> isLeaf(branch.tree(), to))) {
      throw new FailedCommand(
          "it is split already: %s; if that is another shift under way, finish or abort it first,"
                  .formatted(NameTree.text(now))
              + " else give it one destination with 'dtabd dtab edit'");
    }
  }
}
