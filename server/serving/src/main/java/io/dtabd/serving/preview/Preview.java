package io.dtabd.serving.preview;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Finding;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.State;
import io.dtabd.naming.BoundName;
import io.dtabd.naming.LostBranch;
import io.dtabd.serving.Weights;
import io.dtabd.store.Version;
import java.util.List;
import java.util.Optional;

/**
 * What a table would change.
 *
 * @param before the table that it was compared with
 * @param version of the table that it was compared with; empty if there is none
 * @param names those that were asked for, and those that would mean something else, the most
 *     watched first
 * @param differing how many would mean something else, listed or not
 * @param unchanged how many of those that are watched would not
 * @param watchers how many watch the namespace at this server, whatever they ask
 * @param complete whether everything was looked at and is listed
 */
public record Preview(
    State<Dtab> before,
    Optional<Version> version,
    List<Name> names,
    int differing,
    int unchanged,
    int watchers,
    List<Finding> findings,
    boolean complete) {

  public Preview {
    names = List.copyOf(names);
    findings = List.copyOf(findings);
  }

  /** What is wrong with a destination that leads nowhere, as a clause without a subject. */
  public static String nowhere(NameTree<Path> destination) {
    return destination instanceof NameTree.Leaf<Path> ? "does not exist" : "leads nowhere";
  }

  /**
   * What a name means; failed where it means nothing, with the reason, and pending where a namer
   * has not said it in time.
   *
   * @param lostBefore what was left out of the splits of {@code before}
   * @param lost what was left out of the splits of {@code after}
   */
  public record Trees(
      State<NameTree<BoundName>> before,
      State<NameTree<BoundName>> after,
      List<LostBranch> lostBefore,
      List<LostBranch> lost) {

    static final Trees UNKNOWN = new Trees(State.pending(), State.pending(), List.of(), List.of());

    /** How many nodes they have. */
    int size() {
      return size(before) + size(after);
    }

    private static int size(State<NameTree<BoundName>> state) {
      return state instanceof State.Ok<NameTree<BoundName>>(var tree) ? Weights.of(tree) : 0;
    }
  }

  /**
   * A name that is watched or was asked for.
   *
   * @param local the watchers' own dtab
   */
  public record Name(Path path, Dtab local, int watchers, Trees trees) {

    public boolean differs() {
      return !trees.before.equals(trees.after);
    }
  }
}
