package io.dtabd.naming;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.NameTree.Alt;
import io.dtabd.dtab.NameTree.Empty;
import io.dtabd.dtab.NameTree.Fail;
import io.dtabd.dtab.NameTree.Leaf;
import io.dtabd.dtab.NameTree.Neg;
import io.dtabd.dtab.NameTree.Union;
import io.dtabd.dtab.NameTree.Weighted;
import io.dtabd.live.Derived.Reads;
import io.dtabd.live.State;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Picks one leaf of a bound tree and gives its addresses: an alternative is taken if those before
 * it give none, a branch of a union with a chance in proportion to its weight.
 *
 * <p>What a caller gets depends only on the tree and on one number, its {@linkplain #draw draw}. A
 * stream keeps its draw, so it changes sides only when the weights do, and of many streams only as
 * many as the weights have moved.
 */
public final class Resolver {

  private final RandomGenerator random;

  public Resolver(RandomGenerator random) {
    this.random = random;
  }

  /**
   * A place among all that callers may get, from 0, to 1 exclusive, every one as likely. Any thread
   * may ask, though most generators are for one.
   */
  public synchronized double draw() {
    return random.nextDouble();
  }

  /**
   * The addresses of the leaf that {@code draw} falls on. Whatever is no leaf has none: {@code
   * Neg}.
   *
   * @param draw from 0, to 1 exclusive
   */
  public static State<Addr> resolve(NameTree<BoundName> bound, double draw, Reads reads) {
    Optional<BoundName> picked = pick(bound, draw);
    return picked.isPresent() ? reads.read(picked.get().addr()) : State.ok(new Addr.Neg());
  }

  /**
   * The leaf that {@code draw} falls on; empty where there is none.
   *
   * @param draw from 0, to 1 exclusive
   */
  public static Optional<BoundName> pick(NameTree<BoundName> tree, double draw) {
    return switch (tree) {
      case Leaf<BoundName>(var bound) -> Optional.of(bound);
      case Neg<BoundName> _, Fail<BoundName> _, Empty<BoundName> _ -> Optional.empty();
      case Alt<BoundName>(var trees) -> {
        Optional<BoundName> picked = Optional.empty();
        for (NameTree<BoundName> each : trees) {
          picked = pick(each, draw);
          if (picked.isPresent() || each instanceof Fail) {
            break;
          }
        }
        yield picked;
      }
      case Union<BoundName>(var trees) -> trees.isEmpty() ? Optional.empty() : pick(trees, draw);
    };
  }

  /**
   * The branches lie side by side from 0 to 1, each as long as its share; the place of the draw
   * within its branch is the draw for what is below.
   */
  private static Optional<BoundName> pick(List<Weighted<BoundName>> trees, double draw) {
    double total = 0;
    for (Weighted<BoundName> each : trees) {
      total += each.weight();
    }
    // All zero tells nothing of who should get more, so all get the same.
    boolean alike = total == 0;
    double whole = alike ? trees.size() : total;
    double place = draw * whole;
    Weighted<BoundName> last = trees.getFirst();
    double from = 0;
    for (Weighted<BoundName> each : trees) {
      double length = alike ? 1 : each.weight();
      if (length > 0) {
        if (place < from + length) {
          return pick(each.tree(), Math.clamp((place - from) / length, 0, Math.nextDown(1.0)));
        }
        last = each;
        from += length;
      }
    }
    // Only where rounding put the place at the very end.
    return pick(last.tree(), Math.nextDown(1.0));
  }
}
