package io.dtabd.naming;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.NameTree.Alt;
import io.dtabd.dtab.NameTree.Empty;
import io.dtabd.dtab.NameTree.Fail;
import io.dtabd.dtab.NameTree.Leaf;
import io.dtabd.dtab.NameTree.Neg;
import io.dtabd.dtab.NameTree.Union;
import io.dtabd.dtab.NameTree.Weighted;
import io.dtabd.dtab.Path;
import io.dtabd.live.Derived.Reads;
import io.dtabd.live.State;
import io.dtabd.naming.Namer.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what a path means now: the tree of bound names that a dtab and the namers make of it.
 *
 * <p>Binding is plain recursion over immutable values; what it reads of the namers, it reads
 * through a {@link Reads}, so that a derived value can run it again when that changes. Every leaf
 * is looked up, in the dtab and where that says nothing among the namers, until only bound names,
 * {@code Neg}, {@code Fail} and {@code Empty} are left. The results are Finagle's, but for one
 * thing: a union waits a while for branches that are not known yet, because a split of which one
 * side is missing sends all traffic to the other.
 */
public final class Interpreter {

  private final Namers namers;
  private final int rememberFrom;

  public Interpreter(Namers namers) {
    this(namers, Memo.WORTH_IT);
  }

  /**
   * @param rememberFrom how many lookups a question takes before its {@link Memo} is used
   */
  Interpreter(Namers namers, int rememberFrom) {
    this.namers = namers;
    this.rememberFrom = rememberFrom;
  }

  /**
   * The bound tree of {@code path}: simplified, without {@link Alt}.
   *
   * @param dtab the namespace's, with the caller's local one after it
   * @return failed if a lookup that counts has failed, or if the question takes more than its
   *     bounds: 100 lookups in a row, 10,000 in all, 100,000 nodes, 500 trees within trees
   */
  public State<NameTree<BoundName>> bind(Dtab dtab, Path path, Reads reads) {
    return bind(dtab, path, reads, LostBranches.UNASKED);
  }

  /**
   * As {@link #bind(Dtab, Path, Reads)}.
   *
   * @param lost is given the branches that were left out of a split
   */
  public State<NameTree<BoundName>> bind(Dtab dtab, Path path, Reads reads, LostBranches lost) {
    try {
      return new Binding(dtab, reads, new Budget(path), lost)
          .bind(path, OptionalDouble.empty(), 0, 0);
    } catch (Budget.Exceeded e) {
      return State.failed(e.reason());
    }
  }

  /** The bound tree of a destination, as {@link #bind(Dtab, Path, Reads)} gives that of a path. */
  public State<NameTree<BoundName>> bind(
      Dtab dtab, NameTree<Path> destination, Reads reads, LostBranches lost) {
    Path question = destination instanceof Leaf<Path>(var path) ? path : Path.EMPTY;
    try {
      return new Binding(dtab, reads, new Budget(question), lost).bind(destination);
    } catch (Budget.Exceeded e) {
      return State.failed(e.reason());
    }
  }

  /**
   * The addresses of a bound id, by its namer alone: no dtab takes part. {@code /%/...} prefixes,
   * which a client's transformers put before an id, are taken off. A path that is no id is {@code
   * Neg}, an id that is empty is bound to no endpoints.
   */
  public State<Addr> addr(Path id, Reads reads) {
    if (id.isEmpty()) {
      return State.failed("No ID provided");
    }
    return switch (bind(Dtab.EMPTY, withoutTransformers(id), reads)) {
      case State.Ok<NameTree<BoundName>>(var tree) ->
          switch (tree) {
            case Leaf<BoundName>(var bound) -> reads.read(bound.addr());
            case Neg<BoundName> _ -> State.ok(new Addr.Neg());
            case Empty<BoundName> _ -> State.ok(new Addr.Bound(Set.of()));
            case Fail<BoundName> _ -> State.failed("name tree failed");
            case Alt<BoundName> _, Union<BoundName> _ ->
                State.failed(id.show() + " is not a concrete bound id");
          };
      case State.Pending<NameTree<BoundName>> _ -> State.pending();
      case State.Failed<NameTree<BoundName>>(var reason) -> State.failed(reason);
    };
  }

  private static Path withoutTransformers(Path id) {
    if (!id.label(0).latin1().equals("%")) {
      return id;
    }
    for (int i = 1; i < id.size(); i++) {
      if (id.label(i).equals(Namers.CONFIGURED) || id.label(i).equals(Namers.SYSTEM)) {
        return id.drop(i);
      }
    }
    return id;
  }

  /** Binds a leaf of some tree. */
  private interface LeafBinding<L> {
    State<NameTree<BoundName>> bind(L leaf, OptionalDouble weight, int nesting);

    /** What {@code tree} stands for in the table; empty if it is a namer's. */
    default Optional<NameTree<Path>> written(NameTree<L> tree) {
      return Optional.empty();
    }
  }

  /** One question. {@code depth} counts the lookups on the way here, {@code nesting} the trees. */
  private final class Binding {

    private final Dtab dtab;
    private final Reads reads;
    private final Budget budget;
    private final Memo memo;
    private final LostBranches lost;

    Binding(Dtab dtab, Reads reads, Budget budget, LostBranches lost) {
      this.dtab = dtab;
      this.reads = reads;
      this.budget = budget;
      this.lost = lost;
      this.memo = new Memo(budget, rememberFrom);
    }

    /** A destination in the table, each leaf with the rest of the path that led there. */
    private final class Rewritten implements LeafBinding<Path> {

      private final Path rest;
      private final int depth;

      Rewritten(Path rest, int depth) {
        this.rest = rest;
        this.depth = depth;
      }

      @Override
      public State<NameTree<BoundName>> bind(Path leaf, OptionalDouble weight, int nesting) {
        return Binding.this.bind(leaf.concat(rest), weight, depth, nesting);
      }

      @Override
      public Optional<NameTree<Path>> written(NameTree<Path> tree) {
        return Optional.of(rest.isEmpty() ? tree : tree.map(leaf -> leaf.concat(rest)));
      }
    }

    State<NameTree<BoundName>> bind(NameTree<Path> destination) {
      return bind(destination, new Rewritten(Path.EMPTY, 0), OptionalDouble.empty(), 0);
    }

    State<NameTree<BoundName>> bind(Path path, OptionalDouble weight, int depth, int nesting) {
      if (depth >= Budget.MAX_DEPTH) {
        return budget.tooDeep(path);
      }
      return memo.of(
          new Memo.Lookup(path, weight, depth, nesting), () -> walk(path, weight, depth, nesting));
    }

    private State<NameTree<BoundName>> walk(
        Path path, OptionalDouble weight, int depth, int nesting) {
      budget.lookup(path);
      List<Dentry> matches = dtab.matches(path, budget::nodes);
      budget.nodes(matches.size());
      if (saysNothing(matches)) {
        return bindByNamers(path, weight, depth, nesting);
      }
      for (Dentry dentry : matches) {
        Path rest = path.drop(dentry.prefix().size());
        State<NameTree<BoundName>> bound =
            bind(dentry.dst(), new Rewritten(rest, depth + 1), weight, nesting + 1);
        if (!isNeg(bound)) {
          return bound;
        }
      }
      return State.ok(NameTree.neg());
    }

    private State<NameTree<BoundName>> bindByNamers(
        Path path, OptionalDouble weight, int depth, int nesting) {
      return switch (reads.read(namers.lookup(path))) {
        case State.Ok<NameTree<Name>>(var tree) ->
            bind(
                tree,
                (name, w, n) ->
                    switch (name) {
                      case Name.Rewritten(var to) -> bind(to, w, depth + 1, n);
                      case Name.Settled(var id, var residual, var addr) ->
                          State.ok(NameTree.leaf(new BoundName(id, residual, addr, w)));
                    },
                weight,
                nesting + 1);
        case State.Pending<NameTree<Name>> _ -> State.pending();
        case State.Failed<NameTree<Name>>(var reason) -> State.failed(reason);
      };
    }

    private <L> State<NameTree<BoundName>> bind(
        NameTree<L> tree, LeafBinding<L> leaves, OptionalDouble weight, int nesting) {
      budget.nodes(1);
      budget.nesting(nesting);
      return switch (tree) {
        case Leaf<L>(var leaf) -> leaves.bind(leaf, weight, nesting);
        case Neg<L> _ -> State.ok(NameTree.neg());
        case Fail<L> _ -> State.ok(NameTree.fail());
        case Empty<L> _ -> State.ok(NameTree.empty());
        case Alt<L>(var trees) -> {
          for (NameTree<L> each : trees) {
            State<NameTree<BoundName>> bound = bind(each, leaves, weight, nesting + 1);
            if (!isNeg(bound)) {
              yield bound;
            }
          }
          yield State.ok(NameTree.neg());
        }
        case Union<L>(var trees) when trees.size() == 1 ->
            bind(
                trees.getFirst().tree(),
                leaves,
                OptionalDouble.of(trees.getFirst().weight()),
                nesting + 1);
        case Union<L>(var trees) -> bindUnion(trees, leaves, nesting);
      };
    }

    /**
     * The branches that are known make the union; those that failed are left out while there is
     * one, and so are those still pending when there is no more time to wait. Every branch is bound
     * even if one is found pending, so that all lookups are under way at once.
     */
    private <L> State<NameTree<BoundName>> bindUnion(
        List<Weighted<L>> trees, LeafBinding<L> leaves, int nesting) {
      var known = new ArrayList<Weighted<BoundName>>(Math.min(trees.size(), 16));
      boolean anyPending = false;
      @Nullable String failure = null;
      for (Weighted<L> each : trees) {
        var weight = OptionalDouble.of(each.weight());
        switch (bind(each.tree(), leaves, weight, nesting + 1)) {
          case State.Ok<NameTree<BoundName>>(var tree) -> {
            known.add(new Weighted<>(each.weight(), tree));
            if (isDropped(tree)) {
              lose(trees, each, leaves, new LostBranch.Nowhere());
            }
          }
          case State.Pending<NameTree<BoundName>> _ -> {
            anyPending = true;
            lose(trees, each, leaves, new LostBranch.Unknown());
          }
          case State.Failed<NameTree<BoundName>>(var reason) -> {
            failure = failure == null ? reason : failure;
            lose(trees, each, leaves, new LostBranch.Failed(reason));
          }
        }
      }
      if (anyPending && reads.mayWait()) {
        return State.pending();
      }
      if (known.isEmpty() && failure != null) {
        return State.failed(failure);
      }
      return known.isEmpty() && anyPending ? State.pending() : State.ok(union(known));
    }

    private <L> void lose(
        List<Weighted<L>> all, Weighted<L> branch, LeafBinding<L> leaves, LostBranch.Why why) {
      if (all.size() > 1 && branch.weight() > 0 && lost.wantsMore()) {
        leaves
            .written(branch.tree())
            .ifPresent(
                destination -> {
                  double sum = all.stream().mapToDouble(Weighted::weight).sum();
                  lost.add(new LostBranch(destination, branch.weight() / sum, why));
                });
      }
    }

    private static boolean isDropped(NameTree<BoundName> tree) {
      return tree instanceof Neg || tree instanceof Fail;
    }

    /**
     * One branch is what it is, even {@code Fail}; of more, those that lead nowhere are dropped.
     */
    private static NameTree<BoundName> union(List<Weighted<BoundName>> branches) {
      if (branches.size() == 1) {
        return branches.getFirst().tree();
      }
      List<Weighted<BoundName>> somewhere =
          branches.stream().filter(each -> !isDropped(each.tree())).toList();
      return switch (somewhere.size()) {
        case 0 -> NameTree.neg();
        case 1 -> somewhere.getFirst().tree();
        default -> new Union<>(somewhere);
      };
    }

    /**
     * A dtab whose only word on a path is {@code ~} leaves it to the namers, as does an empty one.
     */
    private static boolean saysNothing(List<Dentry> matches) {
      return matches.isEmpty() || (matches.size() == 1 && matches.getFirst().dst() instanceof Neg);
    }

    private static boolean isNeg(State<NameTree<BoundName>> bound) {
      return bound instanceof State.Ok<NameTree<BoundName>>(Neg<BoundName> _);
    }
  }
}
