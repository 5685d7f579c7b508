package io.dtabd.serving;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Label;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.dtab.Prefix;
import io.dtabd.naming.Addr;
import io.dtabd.naming.BoundName;
import java.util.function.ToIntFunction;

/**
 * Roughly how much memory questions and answers take, counted in labels, nodes and endpoints. One
 * of these is some tens of bytes.
 */
public final class Weights {

  /**
   * One of these in the question, and again in a dtab that is made of it and the namespace's.
   * Measured with overrides of thousands of dentries and unions of thousands of branches.
   */
  static final long BYTES = 100;

  /** A question with its answer, whatever is in them: live values, subscriptions, map entries. */
  static final long BYTES_OF_QUESTION = 3 * 1024;

  /** Hardly a label is longer; one that is counts as several. */
  private static final int ORDINARY_LABEL_BYTES = 64;

  /** {@code /a7x1=>/b;} has 12 chars, and takes 290 bytes. */
  private static final int BYTES_OF_CHAR = 24;

  /** Requests that are shorter cost no more than others. */
  private static final int ORDINARY_CHARS = 4 * 1024;

  private Weights() {}

  /** What a request takes once it is read, in bytes, if it is nearly all dtab; 0 if it is short. */
  public static long bytesWhenRead(long chars) {
    return chars <= ORDINARY_CHARS ? 0 : chars * BYTES_OF_CHAR;
  }

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
    return of(tree, leaf -> leaf instanceof Path path ? of(path) : 0);
  }

  /** An answer, whose leaves are more than those of other trees. */
  static int ofBound(NameTree<BoundName> tree) {
    return of(tree, leaf -> of(leaf.id()) + of(leaf.residual()));
  }

  private static <T> int of(NameTree<T> tree, ToIntFunction<? super T> ofLeaf) {
    int weight = 1;
    switch (tree) {
      case NameTree.Alt<T>(var trees) -> {
        for (NameTree<T> each : trees) {
          weight += of(each, ofLeaf);
        }
      }
      case NameTree.Union<T>(var trees) -> {
        for (NameTree.Weighted<T> each : trees) {
          weight += of(each.tree(), ofLeaf);
        }
      }
      case NameTree.Leaf<T>(var leaf) -> weight += ofLeaf.applyAsInt(leaf);
      case NameTree.Neg<T> _, NameTree.Fail<T> _, NameTree.Empty<T> _ -> {}
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
