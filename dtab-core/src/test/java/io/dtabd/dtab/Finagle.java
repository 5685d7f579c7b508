package io.dtabd.dtab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.twitter.finagle.Dentry$;
import com.twitter.finagle.Name;
import com.twitter.io.Buf;
import io.dtabd.dtab.NameTree.Alt;
import io.dtabd.dtab.NameTree.Union;
import io.dtabd.dtab.NameTree.Weighted;
import io.dtabd.dtab.Prefix.Wildcard;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import scala.jdk.javaapi.CollectionConverters;

/** What Finagle makes of a text, in the types of this package. */
final class Finagle {

  private Finagle() {}

  static Path path(String text) {
    return path(com.twitter.finagle.Path.read(text));
  }

  static Prefix prefix(String text) {
    return prefix(Dentry$.MODULE$.readPrefix(text));
  }

  static NameTree<Path> tree(String text) {
    return tree(com.twitter.finagle.NameTree.read(text), Finagle::path);
  }

  static Dentry dentry(String text) {
    return dentry(com.twitter.finagle.Dentry.read(text));
  }

  static Dtab dtab(String text) {
    var dentries = new ArrayList<Dentry>();
    for (var dentry : CollectionConverters.asJava(com.twitter.finagle.Dtab.read(text))) {
      dentries.add(dentry(dentry));
    }
    return new Dtab(dentries);
  }

  static String showPath(String text) {
    return com.twitter.finagle.Path.read(text).show();
  }

  static String showPrefix(String text) {
    return Dentry$.MODULE$.readPrefix(text).show();
  }

  static String showTree(String text) {
    return com.twitter.finagle.NameTree.read(text).show(com.twitter.finagle.Path::show);
  }

  static String showDentry(String text) {
    return com.twitter.finagle.Dentry.read(text).show();
  }

  static String showDtab(String text) {
    return com.twitter.finagle.Dtab.read(text).show();
  }

  static NameTree<Path> lookup(String dtab, String path) {
    return lookup(com.twitter.finagle.Dtab.read(dtab), path);
  }

  /** Looks up in {@code first} with {@code last} after it. */
  static NameTree<Path> lookup(String first, String last, String path) {
    return lookup(
        com.twitter.finagle.Dtab.read(first).concat(com.twitter.finagle.Dtab.read(last)), path);
  }

  private static NameTree<Path> lookup(com.twitter.finagle.Dtab dtab, String path) {
    Function<Name.Path, Path> leaf = name -> path(name.path());
    return tree(dtab.lookup(com.twitter.finagle.Path.read(path)), leaf);
  }

  private static Dentry dentry(com.twitter.finagle.Dentry dentry) {
    return new Dentry(prefix(dentry.prefix()), tree(dentry.dst(), Finagle::path));
  }

  private static Path path(com.twitter.finagle.Path path) {
    return new Path(
        CollectionConverters.asJava(path.elems()).stream().map(Finagle::label).toList());
  }

  private static Prefix prefix(com.twitter.finagle.Dentry.Prefix prefix) {
    var elems = new ArrayList<Prefix.Elem>();
    for (var elem : CollectionConverters.asJava(prefix.elems())) {
      elems.add(
          elem instanceof com.twitter.finagle.Dentry$Prefix$Label label
              ? label(label.buf())
              : Wildcard.ANY);
    }
    return new Prefix(elems);
  }

  private static Label label(Buf buf) {
    byte[] bytes = new byte[buf.length()];
    buf.write(bytes, 0);
    return new Label(new String(bytes, ISO_8859_1));
  }

  private static <T> NameTree<Path> tree(
      com.twitter.finagle.NameTree<T> tree, Function<? super T, Path> leaf) {
    return switch (tree) {
      case com.twitter.finagle.NameTree.Leaf<T> it -> NameTree.leaf(leaf.apply(it.value()));
      case com.twitter.finagle.NameTree.Alt<T> it -> {
        List<NameTree<Path>> trees = new ArrayList<>();
        for (var child : CollectionConverters.asJava(it.trees())) {
          trees.add(tree(child, leaf));
        }
        yield new Alt<>(trees);
      }
      case com.twitter.finagle.NameTree.Union<T> it -> {
        List<Weighted<Path>> trees = new ArrayList<>();
        for (var child : CollectionConverters.asJava(it.trees())) {
          trees.add(new Weighted<>(child.weight(), tree(child.tree(), leaf)));
        }
        yield new Union<>(trees);
      }
      default ->
          switch (tree.toString()) {
            case "NameTree.Neg", "Neg" -> NameTree.neg();
            case "NameTree.Fail", "Fail" -> NameTree.fail();
            case "NameTree.Empty", "Empty" -> NameTree.empty();
            default -> throw new AssertionError("unknown Finagle tree " + tree);
          };
    };
  }
}
