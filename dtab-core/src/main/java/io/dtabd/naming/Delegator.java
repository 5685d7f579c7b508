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
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Explains what a path means: the same walk as the {@link Interpreter}'s, with every alternative
 * followed and every step kept.
 */
public final class Delegator {

  private final Namers namers;

  public Delegator(Namers namers) {
    this.namers = namers;
  }

  /**
   * How {@code path} is delegated.
   *
   * @param dtab the namespace's, with the caller's local one after it
   * @return pending while a namer's answer is and may be waited for; failed as {@link
   *     Interpreter#bind} is, but that a failure among alternatives or in a union stands there as a
   *     {@link DelegateTree.Failure}
   */
  public State<DelegateTree> delegate(Dtab dtab, Path path, Reads reads) {
    return delegate(dtab, NameTree.leaf(path), path, reads);
  }

  /** How the paths of {@code tree} are delegated, which some clients ask as one question. */
  public State<DelegateTree> delegate(Dtab dtab, NameTree<Path> tree, Reads reads) {
    return tree instanceof Leaf<Path>(var path)
        ? delegate(dtab, path, reads)
        : delegate(dtab, tree, Path.EMPTY, reads);
  }

  private State<DelegateTree> delegate(Dtab dtab, NameTree<Path> tree, Path question, Reads reads) {
    var walk = new Walk(dtab, reads, new Budget(question));
    try {
      State<DelegateTree> all = walk.follow(question, Optional.empty(), tree, walk.lookUpAt(0), 0);
      return walk.anyPending && reads.mayWait() ? State.pending() : all;
    } catch (Budget.Exceeded e) {
      return State.failed(e.reason());
    }
  }

  /** Follows a leaf of the tree that the node at {@code path} and {@code dentry} shows. */
  private interface LeafWalk<L> {
    State<DelegateTree> follow(Path path, Optional<Dentry> dentry, L leaf, int nesting);
  }

  /** One question. Its states are never pending: what is, stands as a failure meanwhile. */
  private final class Walk {

    private final Dtab dtab;
    private final Reads reads;
    private final Budget budget;
    private final IdentityHashMap<Dentry, Integer> sizes = new IdentityHashMap<>();
    private boolean anyPending;

    Walk(Dtab dtab, Reads reads, Budget budget) {
      this.dtab = dtab;
      this.reads = reads;
      this.budget = budget;
    }

    LeafWalk<Path> lookUpAt(int depth) {
      return (_, dentry, path, nesting) -> lookUp(path, dentry, depth, nesting);
    }

    private State<DelegateTree> lookUp(Path path, Optional<Dentry> dentry, int depth, int nesting) {
      if (depth >= Budget.MAX_DEPTH) {
        return budget.tooDeep(path);
      }
      budget.lookup(path);
      List<Dentry> matches = dtab.matches(path, budget::nodes);
      budget.nodes(matches.size());
      return switch (matches.size()) {
        case 0 -> askNamers(path, dentry, depth, nesting);
        // If it says ~ only, binding goes on to the namers; namerd does not show that either.
        case 1 ->
            followDst(path, matches.getFirst(), depth, nesting)
                .map(next -> DelegateTree.step(path, dentry, next));
        default -> {
          var trees = new ArrayList<DelegateTree>(matches.size());
          for (Dentry each : matches) {
            addAlternative(path, dentry, followDst(path, each, depth, nesting), trees);
          }
          yield State.ok(new DelegateTree.Alt(path, dentry, trees));
        }
      };
    }

    private State<DelegateTree> followDst(Path path, Dentry dentry, int depth, int nesting) {
      Path rest = path.drop(dentry.prefix().size());
      return follow(
          path,
          Optional.of(dentry),
          dentry.dst(),
          (_, d, leaf, n) -> lookUp(leaf.concat(rest), d, depth + 1, n),
          nesting + 1);
    }

    private State<DelegateTree> askNamers(
        Path path, Optional<Dentry> dentry, int depth, int nesting) {
      return switch (reads.read(namers.lookup(path))) {
        case State.Ok<NameTree<Name>>(Neg<Name> _) -> State.ok(new DelegateTree.Neg(path, dentry));
        case State.Ok<NameTree<Name>>(var tree) ->
            follow(
                path,
                dentry,
                tree,
                (p, d, name, n) ->
                    switch (name) {
                      case Name.Rewritten(var to) -> lookUp(to, d, depth + 1, n);
                      case Name.Settled(var id, var residual, var addr) -> {
                        var bound = new BoundName(id, residual, addr, OptionalDouble.empty());
                        yield State.ok(new DelegateTree.Leaf(p, d, bound));
                      }
                    },
                nesting + 1);
        case State.Pending<NameTree<Name>> _ -> {
          anyPending = true;
          yield State.ok(
              new DelegateTree.Failure(path, dentry, "it is not known yet; ask again in a while"));
        }
        case State.Failed<NameTree<Name>>(var reason) ->
            State.ok(new DelegateTree.Failure(path, dentry, reason));
      };
    }

    private <L> State<DelegateTree> follow(
        Path path, Optional<Dentry> dentry, NameTree<L> tree, LeafWalk<L> leaves, int nesting) {
      budget.nodes(1);
      budget.nesting(nesting);
      dentry.ifPresent(shown -> budget.shown(sizes.computeIfAbsent(shown, d -> size(d.dst()))));
      return switch (tree) {
        case Leaf<L>(var leaf) -> leaves.follow(path, dentry, leaf, nesting);
        case Neg<L> _ -> State.ok(new DelegateTree.Neg(Path.EMPTY, dentry));
        case Fail<L> _ -> State.ok(new DelegateTree.Fail(path, dentry));
        case Empty<L> _ -> State.ok(new DelegateTree.Empty(path, dentry));
        case Alt<L>(var trees) when trees.size() == 1 ->
            follow(path, dentry, trees.getFirst(), leaves, nesting + 1)
                .map(next -> DelegateTree.step(path, dentry, next));
        case Union<L>(var trees) when trees.size() == 1 ->
            follow(path, dentry, trees.getFirst().tree(), leaves, nesting + 1)
                .map(next -> DelegateTree.step(path, dentry, next));
        case Alt<L>(var trees) -> {
          var followed = new ArrayList<DelegateTree>(trees.size());
          for (NameTree<L> each : trees) {
            addAlternative(path, dentry, follow(path, dentry, each, leaves, nesting + 1), followed);
          }
          yield State.ok(
              followed.isEmpty()
                  ? new DelegateTree.Neg(path, dentry)
                  : new DelegateTree.Alt(path, dentry, followed));
        }
        case Union<L>(var trees) -> {
          var followed = new ArrayList<DelegateTree.Weighted>(trees.size());
          for (Weighted<L> each : trees) {
            DelegateTree next =
                standing(path, dentry, follow(path, dentry, each.tree(), leaves, nesting + 1));
            followed.add(new DelegateTree.Weighted(each.weight(), next));
          }
          yield State.ok(
              followed.isEmpty()
                  ? new DelegateTree.Neg(path, dentry)
                  : new DelegateTree.Union(path, dentry, followed));
        }
      };
    }

    /** Alternatives within an alternative for the same path are alternatives like the others. */
    private static void addAlternative(
        Path path,
        Optional<Dentry> dentry,
        State<DelegateTree> alternative,
        List<DelegateTree> all) {
      DelegateTree tree = standing(path, dentry, alternative);
      if (tree instanceof DelegateTree.Alt inner && inner.path().equals(path)) {
        all.addAll(inner.trees());
      } else {
        all.add(tree);
      }
    }

    private static DelegateTree standing(
        Path path, Optional<Dentry> dentry, State<DelegateTree> state) {
      return switch (state) {
        case State.Ok<DelegateTree>(var tree) -> tree;
        case State.Failed<DelegateTree>(var reason) ->
            new DelegateTree.Failure(path, dentry, reason);
        case State.Pending<DelegateTree> _ -> throw new AssertionError("walks do not wait");
      };
    }

    private static int size(NameTree<Path> tree) {
      return switch (tree) {
        case Leaf<Path> _, Neg<Path> _, Fail<Path> _, Empty<Path> _ -> 1;
        case Alt<Path>(var trees) -> 1 + trees.stream().mapToInt(Walk::size).sum();
        case Union<Path>(var trees) ->
            1 + trees.stream().mapToInt(branch -> size(branch.tree())).sum();
      };
    }
  }
}
