package io.dtabd.server.watch;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.naming.Addr;

/**
 * Roughly how much memory questions and answers take, counted in labels, nodes and endpoints. One
 * of these is some tens of bytes.
 */
final class Weights {

  private Weights() {}

  static int of(Question question) {
    return switch (question) {
      case Question.Bind(_, var path, var local) -> path.size() + of(local);
      case Question.Resolve(_, var path, var local, _) -> path.size() + of(local);
      case Question.Addresses(var id) -> id.size();
      case Question.DtabOf _, Question.Namespaces _, Question.BoundNames _ -> 1;
    };
  }

  static int of(Dtab dtab) {
    int weight = 0;
    for (Dentry dentry : dtab.dentries()) {
      weight += 1 + of(dentry.dst());
    }
    return weight;
  }

  static int of(NameTree<?> tree) {
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
      case NameTree.Leaf<?> _, NameTree.Neg<?> _, NameTree.Fail<?> _, NameTree.Empty<?> _ -> {}
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
