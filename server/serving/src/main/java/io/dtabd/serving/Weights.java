package io.dtabd.serving;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Label;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.dtab.Prefix;
import io.dtabd.naming.Addr;

/**
 * Roughly how much memory questions and answers take, counted in labels, nodes and endpoints. One
 * of these is some tens of bytes.
 */
public final class Weights {

  /** Hardly a label is longer; one that is counts as several. */
  private static final int ORDINARY_LABEL_BYTES = 64;

  private Weights() {}

  static int of(Question question) {
    return switch (question) {
      case Question.Bind(_, var path, var local) -> of(path) + of(local);
      case Question.Resolve(_, var path, var local, _) -> of(path) + of(local);
      case Question.Addresses(var id) -> of(id);
      case Question.DtabOf _, Question.Namespaces _, Question.BoundNames _ -> 1;
    };
  }

  static int of(Path path) {
    int weight = 0;
    for (Label label : path.labels()) {
      weight += 1 + label.latin1().length() / ORDINARY_LABEL_BYTES;
    }
    return weight;
  }

  static int of(Dtab dtab) {
    int weight = 0;
    for (Dentry dentry : dtab.dentries()) {
      weight += 1 + of(dentry.dst()) + of(dentry.prefix());
    }
    return weight;
  }

  private static int of(Prefix prefix) {
    int weight = 0;
    for (Prefix.Elem elem : prefix.elems()) {
      weight += elem instanceof Label label ? label.latin1().length() / ORDINARY_LABEL_BYTES : 0;
    }
    return weight;
  }

  public static int of(NameTree<?> tree) {
    int weight = 1;
    switch (tree) {
      case NameTree.Alt<?>(var trees) -> {
        for (NameTree<?> each : trees) {
          weight += of(each);
        }
      }
      case NameTree.Union<?>(var trees) -> {
        for (NameTree.Weighted<?> each : trees) {
          weight += of(each.tree());
        }
      }
      case NameTree.Leaf<?>(var leaf) -> weight += leaf instanceof Path path ? of(path) : 0;
      case NameTree.Neg<?> _, NameTree.Fail<?> _, NameTree.Empty<?> _ -> {}
    }
    return weight;
  }

  static int of(Addr addr) {
    return switch (addr) {
      case Addr.Bound bound -> bound.endpoints().size();
      case Addr.Neg _ -> 1;
    };
  }
}
