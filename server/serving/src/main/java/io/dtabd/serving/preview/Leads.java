package io.dtabd.serving.preview;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.NameTree.Alt;
import io.dtabd.dtab.NameTree.Empty;
import io.dtabd.dtab.NameTree.Fail;
import io.dtabd.dtab.NameTree.Leaf;
import io.dtabd.dtab.NameTree.Neg;
import io.dtabd.dtab.NameTree.Union;
import io.dtabd.dtab.NameTree.Weighted;
import io.dtabd.dtab.Path;
import io.dtabd.live.State;
import io.dtabd.naming.BoundName;
import io.dtabd.naming.LostBranch;
import io.dtabd.serving.ErrorText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Where a name leads, as shares of the traffic and for people. */
final class Leads {

  /** Destinations that are told of one name. */
  private static final int MAX_TOLD = 8;

  /** How much of one destination, or of a reason, is told: enough to recognise it. */
  private static final int MAX_CHARS = 200;

  private static final BigDecimal HUNDRED = new BigDecimal(100);

  /** What a share may be larger by and still be the same: it went through doubles. */
  private static final double ROUNDING = 1e-9;

  private Leads() {}

  static boolean isMore(double share, double than) {
    return share > than + ROUNDING;
  }

  /** Each bound name with its share, from 0 to 1. */
  static Map<BoundName, Double> shares(NameTree<BoundName> tree) {
    var shares = new LinkedHashMap<BoundName, Double>();
    collect(tree, 1, shares);
    return shares;
  }

  private static void collect(
      NameTree<BoundName> tree, double share, Map<BoundName, Double> shares) {
    switch (tree) {
      case Leaf<BoundName>(var bound) -> shares.merge(bound, share, Double::sum);
      case Union<BoundName>(var branches) -> {
        double sum = branches.stream().mapToDouble(Weighted::weight).sum();
        for (Weighted<BoundName> branch : branches) {
          double part = sum > 0 ? branch.weight() / sum : 1.0 / branches.size();
          collect(branch.tree(), share * part, shares);
        }
      }
      case Alt<BoundName>(var trees) -> {
        // Bound trees have none; the first is asked first.
        if (!trees.isEmpty()) {
          collect(trees.getFirst(), share, shares);
        }
      }
      case Neg<BoundName> _, Fail<BoundName> _, Empty<BoundName> _ -> {}
    }
  }

  static String text(State<NameTree<BoundName>> state, List<LostBranch> lost) {
    return switch (state) {
      case State.Ok<NameTree<BoundName>>(var tree) -> text(tree, lost);
      case State.Pending<NameTree<BoundName>> _ -> "not known";
      case State.Failed<NameTree<BoundName>>(var reason) -> "cannot be bound: " + cut(reason);
    };
  }

  private static String text(NameTree<BoundName> tree, List<LostBranch> lost) {
    var text = new StringJoiner(", ");
    Map<BoundName, Double> shares = shares(tree);
    if (shares.isEmpty()) {
      text.add(
          switch (tree) {
            case Fail<BoundName> _ -> "refused (!)";
            case Empty<BoundName> _ -> "no addresses ($)";
            default -> "nothing";
          });
    }
    shares.entrySet().stream()
        .limit(MAX_TOLD)
        .forEach(each -> text.add(percent(each.getValue()) + " " + cut(each.getKey().id().show())));
    if (shares.size() > MAX_TOLD) {
      text.add((shares.size() - MAX_TOLD) + " more");
    }
    lost.stream().limit(MAX_TOLD).forEach(each -> text.add("0 % " + text(each.destination())));
    return text.toString();
  }

  static String text(NameTree<Path> destination) {
    return cut(NameTree.text(destination));
  }

  /** {@code 12.5 %}. */
  static String percent(double share) {
    return BigDecimal.valueOf(share)
            .multiply(HUNDRED)
            .setScale(2, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString()
        + " %";
  }

  static String cut(String text) {
    return ErrorText.shortened(text, MAX_CHARS);
  }
}
