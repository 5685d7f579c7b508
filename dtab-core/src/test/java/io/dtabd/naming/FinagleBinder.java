package io.dtabd.naming;

import com.twitter.finagle.Addr;
import com.twitter.finagle.Dtab;
import com.twitter.finagle.Name;
import com.twitter.finagle.NameTree;
import com.twitter.finagle.Namer$;
import com.twitter.finagle.Path;
import com.twitter.util.Activity;
import com.twitter.util.Var$;
import scala.Function1;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FunctionConverters;

/** Binds with Finagle, and shows what comes of it: an id, its residual path and weight. */
final class FinagleBinder {

  private FinagleBinder() {}

  static String bind(String table, String local, String path) {
    Dtab dtab = Dtab.read(table).concat(Dtab.read(local));
    Function1<Path, Activity<NameTree<Name>>> lookup =
        FunctionConverters.asScalaFromFunction(name -> lookup(dtab, name));
    Object state =
        Var$.MODULE$.sample(
            Namer$.MODULE$.bind(lookup, new NameTree.Leaf<>(Path.read(path))).run());
    return switch (state) {
      case Activity.Ok<?> ok -> show(boundTree(ok.t()));
      case Activity.Failed _ -> "failed";
      default -> "pending";
    };
  }

  @SuppressWarnings("unchecked") // erased on the way through Object
  private static NameTree<Name.Bound> boundTree(Object tree) {
    return (NameTree<Name.Bound>) tree;
  }

  @SuppressWarnings("unchecked") // trees are covariant in Scala
  private static Activity<NameTree<Name>> lookup(Dtab dtab, Path path) {
    NameTree<?> found = dtab.lookup(path);
    return found == NameTree.Neg$.MODULE$
        ? Namer$.MODULE$.global().lookup(path)
        : com.twitter.util.Activity$.MODULE$.value((NameTree<Name>) found);
  }

  private static String show(NameTree<Name.Bound> tree) {
    return switch (tree) {
      case NameTree.Leaf<Name.Bound> leaf -> show(leaf.value());
      case NameTree.Union<Name.Bound> union -> {
        var shown = new StringBuilder("(");
        for (var each : CollectionConverters.asJava(union.trees())) {
          shown.append(each.weight()).append('*').append(show(each.tree())).append(" & ");
        }
        yield shown.append(')').toString();
      }
      default -> tree.toString();
    };
  }

  private static String show(Name.Bound bound) {
    var weight = new StringBuilder();
    if (Var$.MODULE$.sample(bound.addr()) instanceof Addr.Bound addr) {
      addr.metadata().get("namer_nametree_weight").foreach(w -> weight.append(w));
    } else {
      weight.append("no address");
    }
    return ((Path) bound.id()).show() + "[" + bound.path().show() + " w=" + weight + "]";
  }
}
