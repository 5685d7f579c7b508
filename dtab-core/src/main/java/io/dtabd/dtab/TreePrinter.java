package io.dtabd.dtab;

import static java.math.RoundingMode.HALF_UP;

import io.dtabd.dtab.NameTree.Alt;
import io.dtabd.dtab.NameTree.Empty;
import io.dtabd.dtab.NameTree.Fail;
import io.dtabd.dtab.NameTree.Leaf;
import io.dtabd.dtab.NameTree.Neg;
import io.dtabd.dtab.NameTree.Union;
import io.dtabd.dtab.NameTree.Weighted;
import java.math.BigDecimal;
import java.util.List;

/** Prints name trees of paths. The two forms differ in how a weight is written. */
enum TreePrinter {

  /** As Finagle shows it: {@code 0.30*$}, two decimals. */
  SHOW {
    @Override
    void weight(double weight, StringBuilder out) {
      // A double's shortest decimal, rounded half up, is what Java's %.2f gives, and so Finagle.
      out.append(BigDecimal.valueOf(weight).setScale(2, HALF_UP).toPlainString()).append('*');
    }
  },

  /** As a person would write it, every digit kept: {@code 0.125 * $}. */
  EXACT {
    @Override
    void weight(double weight, StringBuilder out) {
      out.append(BigDecimal.valueOf(weight).stripTrailingZeros().toPlainString()).append(" * ");
    }
  };

  abstract void weight(double weight, StringBuilder out);

  String print(NameTree<Path> tree) {
    var out = new StringBuilder();
    print(tree, out);
    return out.toString();
  }

  /** {@code &} binds tighter than {@code |}, so only an Alt needs parentheses inside an Alt. */
  private void print(NameTree<Path> tree, StringBuilder out) {
    switch (unwrap(tree)) {
      case Alt<Path>(var trees) -> {
        String separator = "";
        for (NameTree<Path> child : trees) {
          out.append(separator);
          separator = " | ";
          NameTree<Path> inner = unwrap(child);
          printIn(inner, inner instanceof Alt<Path>, out);
        }
      }
      case Union<Path>(var trees) -> {
        String separator = "";
        for (Weighted<Path> child : trees) {
          out.append(separator);
          separator = " & ";
          if (child.weight() != Weighted.DEFAULT_WEIGHT) {
            weight(child.weight(), out);
          }
          NameTree<Path> inner = unwrap(child.tree());
          printIn(inner, inner instanceof Alt<Path> || inner instanceof Union<Path>, out);
        }
      }
      case Leaf<Path>(var path) -> out.append(path.show());
      case Neg<Path> _ -> out.append('~');
      case Fail<Path> _ -> out.append('!');
      case Empty<Path> _ -> out.append('$');
    }
  }

  private void printIn(NameTree<Path> tree, boolean parentheses, StringBuilder out) {
    if (parentheses) {
      out.append('(');
    }
    print(tree, out);
    if (parentheses) {
      out.append(')');
    }
  }

  /** A composite of one prints as its child, and one of none as {@code ~}, which it means. */
  private static NameTree<Path> unwrap(NameTree<Path> tree) {
    return switch (tree) {
      case Alt<Path>(List<NameTree<Path>> trees) when trees.size() < 2 ->
          trees.isEmpty() ? NameTree.neg() : unwrap(trees.getFirst());
      case Union<Path>(List<Weighted<Path>> trees) when trees.size() < 2 ->
          trees.isEmpty() ? NameTree.neg() : unwrap(trees.getFirst().tree());
      default -> tree;
    };
  }
}
