package io.dtabd.naming;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.State;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * What the lookups of one question came to, so that a table which leads to the same name over and
 * over is walked once. A result that is taken from here is charged to the budget like the walk that
 * found it: which questions are too much does not depend on how they are evaluated.
 */
final class Memo {

  /** Real questions are over before that, and need not pay for remembering. */
  static final int WORTH_IT = 64;

  /**
   * A lookup and everything that its result depends on, within one question.
   *
   * @param weight that leaves take on if nothing on the way gives them another
   * @param depth how many lookups led here, since their number is bounded
   * @param nesting how many trees led here, since their number is bounded too
   */
  record Lookup(Path path, OptionalDouble weight, int depth, int nesting) {}

  private record Result(State<NameTree<BoundName>> state, Budget.Cost cost) {}

  private final Budget budget;
  private final int from;
  private final Map<Lookup, Result> results = new HashMap<>();

  /**
   * @param from how many lookups a question takes before anything is remembered
   */
  Memo(Budget budget, int from) {
    this.budget = budget;
    this.from = from;
  }

  State<NameTree<BoundName>> of(Lookup lookup, Supplier<State<NameTree<BoundName>>> walk) {
    Result known = results.get(lookup);
    if (known != null) {
      budget.charge(known.cost, lookup.path);
      return known.state;
    }
    Budget.Cost before = budget.spent();
    State<NameTree<BoundName>> state = walk.get();
    Budget.Cost after = budget.spent();
    if (after.lookups() >= from) {
      results.put(lookup, new Result(state, after.minus(before)));
    }
    return state;
  }
}
