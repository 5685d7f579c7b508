package io.dtabd.serving.preview;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.NameTree.Alt;
import io.dtabd.dtab.NameTree.Union;
import io.dtabd.dtab.NameTree.Weighted;
import io.dtabd.dtab.Path;
import io.dtabd.dtab.Prefix;
import io.dtabd.dtab.ShiftedDtab;
import io.dtabd.live.State;
import io.dtabd.naming.BoundName;
import io.dtabd.serving.preview.Preview.Trees;
import io.dtabd.serving.preview.WriteFinding.Breaks;
import io.dtabd.serving.preview.WriteFinding.Subject;
import io.dtabd.serving.preview.WriteFinding.Unknown;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at the destinations that a shift gives traffic to, whether somebody watches a name that
 * leads there or not.
 *
 * <p>A dentry may move all names below a prefix, and then its destinations mean nothing by
 * themselves: they are looked at only where the one that is there means something. Else the names
 * that are watched decide.
 */
final class MovedDestinations {

  private final TwoTables tables;
  private final Judge judge;

  MovedDestinations(TwoTables tables, Judge judge) {
    this.tables = tables;
    this.judge = judge;
  }

  void check(ShiftedDtab shifted, long deadline) throws InterruptedException {
    NameTree<Path> before = shifted.before().dst();
    if (meansNothing(before, deadline)) {
      return;
    }
    Map<NameTree<Path>, Double> had = shares(before);
    had.put(before, 1.0);
    NameTree<Path> after = shifted.after().dst();
    Map<NameTree<Path>, Double> has = shares(after);
    if (asked(shifted).isEmpty() && alternatives(after) < alternatives(before)) {
      // What had the same share may have left it to the alternative that goes.
      had.remove(after);
      has.put(after, 1.0);
    }
    for (Map.Entry<NameTree<Path>, Double> each : has.entrySet()) {
      if (Leads.isMore(each.getValue(), had.getOrDefault(each.getKey(), 0.0))) {
        check(each.getKey(), each.getValue(), deadline);
      }
    }
  }

  /**
   * The name that is moved, which is checked as those that are watched are; empty if the prefix has
   * wildcards, and so is no name.
   */
  static Optional<Path> asked(ShiftedDtab shifted) {
    Prefix prefix = shifted.after().prefix();
    return prefix.elems().contains(Prefix.Wildcard.ANY)
        ? Optional.empty()
        : Optional.of(Path.read(prefix.show()));
  }

  private boolean meansNothing(NameTree<Path> destination, long deadline)
      throws InterruptedException {
    return tables.bind(destination, deadline).before()
            instanceof State.Ok<NameTree<BoundName>>(var tree)
        && Leads.shares(tree).isEmpty();
  }

  private static int alternatives(NameTree<Path> tree) {
    return tree instanceof Alt<Path>(var trees) ? trees.size() : 1;
  }

  private void check(NameTree<Path> destination, double share, long deadline)
      throws InterruptedException {
    Trees trees = tables.bind(destination, deadline);
    Optional<Judge.Trouble> trouble = judge.trouble(trees.after());
    if (trouble.isEmpty()) {
      return;
    }
    String meant = " (" + Leads.percent(share) + " is meant for it)";
    var subject =
        new Subject(
            Leads.text(destination),
            0,
            Leads.text(trees.before(), trees.lostBefore()),
            Leads.text(trees.after(), trees.lost()));
    judge.add(
        switch (trouble.get()) {
          case Judge.Trouble.NotKnown(var reason) -> new Unknown(subject, reason + meant);
          case Judge.Trouble.Dead(var reason) -> {
            boolean nowhere =
                trees.after() instanceof State.Ok<NameTree<BoundName>>(NameTree.Neg<BoundName> _);
            yield new Breaks(
                subject,
                "0 %: "
                    + Leads.text(destination)
                    + (nowhere ? " " + Preview.nowhere(destination) : ": " + reason)
                    + meant);
          }
        });
  }

  /**
   * Each destination with its part of the traffic, as the table says it. Of alternatives the first;
   * but a branch of a split with alternatives of its own is one destination.
   */
  private static Map<NameTree<Path>, Double> shares(NameTree<Path> tree) {
    var shares = new LinkedHashMap<NameTree<Path>, Double>();
    NameTree<Path> first =
        tree instanceof Alt<Path>(var trees) && !trees.isEmpty() ? trees.getFirst() : tree;
    collect(first, 1, shares);
    return shares;
  }

  private static void collect(
      NameTree<Path> tree, double share, Map<NameTree<Path>, Double> shares) {
    if (!(tree instanceof Union<Path>(var branches))) {
      shares.merge(tree, share, Double::sum);
      return;
    }
    double sum = branches.stream().mapToDouble(Weighted::weight).sum();
    for (Weighted<Path> branch : branches) {
      if (branch.weight() > 0) {
        collect(branch.tree(), share * branch.weight() / sum, shares);
      }
    }
  }
}
