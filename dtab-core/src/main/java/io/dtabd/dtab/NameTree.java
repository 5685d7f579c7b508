package io.dtabd.dtab;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Where a name goes: alternatives and weighted unions over leaves, with three ways to end without
 * one. In a dtab the leaves are paths; once bound they are bound names.
 */
public sealed interface NameTree<T> {

  /** Failover: the first that is not {@link Neg} counts. */
  record Alt<T>(List<NameTree<T>> trees) implements NameTree<T> {
    public Alt {
      trees = List.copyOf(trees);
    }
  }

  /** A split: each gets traffic in proportion to its weight. */
  record Union<T>(List<Weighted<T>> trees) implements NameTree<T> {
    public Union {
      trees = List.copyOf(trees);
    }
  }

  /**
   * One branch of a {@link Union}.
   *
   * @param weight its share relative to its siblings; finite and not negative
   */
  record Weighted<T>(double weight, NameTree<T> tree) {

    /** The weight of a branch that names none. */
    public static final double DEFAULT_WEIGHT = 1.0;

    /**
     * @throws IllegalArgumentException if the weight is negative, infinite or not a number
     */
    public Weighted {
      if (!(weight >= 0) || Double.isInfinite(weight)) {
        throw new IllegalArgumentException(
            "a weight is a finite number of at least 0, this is " + weight);
      }
      weight = Math.abs(weight); // or -0.0 would not equal 0.0
    }
  }

  record Leaf<T>(T value) implements NameTree<T> {}

  /** {@code ~}: nothing here, try the next alternative. */
  record Neg<T>() implements NameTree<T> {
    private static final Neg<?> INSTANCE = new Neg<>();
  }

  /** {@code !}: nothing here, and no alternative is tried. */
  record Fail<T>() implements NameTree<T> {
    private static final Fail<?> INSTANCE = new Fail<>();
  }

  /** {@code $}: a destination without addresses. */
  record Empty<T>() implements NameTree<T> {
    private static final Empty<?> INSTANCE = new Empty<>();
  }

  @SuppressWarnings("unchecked") // it holds no T
  static <T> NameTree<T> neg() {
    return (NameTree<T>) Neg.INSTANCE;
  }

  @SuppressWarnings("unchecked") // it holds no T
  static <T> NameTree<T> fail() {
    return (NameTree<T>) Fail.INSTANCE;
  }

  @SuppressWarnings("unchecked") // it holds no T
  static <T> NameTree<T> empty() {
    return (NameTree<T>) Empty.INSTANCE;
  }

  static <T> NameTree<T> leaf(T value) {
    return new Leaf<>(value);
  }

  /**
   * Reads the right side of a dentry, {@code 1 * /a & 9 * /b | ~}.
   *
   * @throws DtabSyntaxException if {@code text} is not a name tree of paths
   */
  static NameTree<Path> read(String text) {
    return DtabParser.readTree(text);
  }

  /** The form that Finagle prints: {@code 0.30*$ | ~}, weights rounded to two decimals. */
  static String show(NameTree<Path> tree) {
    return TreePrinter.SHOW.print(tree);
  }

  /**
   * {@code 0.125 * /a & /b}, every digit of the weights kept. {@link #read} takes it back to an
   * equal tree, but for a composite of one, which comes back as its child, and one of none, which
   * comes back as {@code ~}: so they mean.
   */
  static String text(NameTree<Path> tree) {
    return TreePrinter.EXACT.print(tree);
  }

  /** Calls {@code action} for every leaf, from left to right. */
  default void forEachLeaf(Consumer<? super T> action) {
    switch (this) {
      case Leaf<T>(var value) -> action.accept(value);
      case Alt<T>(var trees) -> trees.forEach(tree -> tree.forEachLeaf(action));
      case Union<T>(var trees) -> trees.forEach(branch -> branch.tree().forEachLeaf(action));
      case Neg<T> _, Fail<T> _, Empty<T> _ -> {}
    }
  }

  /** The same tree over other leaves. */
  default <U> NameTree<U> map(Function<? super T, ? extends U> leaves) {
    return switch (this) {
      case Leaf<T>(var value) -> new Leaf<>(leaves.apply(value));
      case Neg<T> _ -> neg();
      case Fail<T> _ -> fail();
      case Empty<T> _ -> empty();
      case Alt<T>(var trees) -> {
        var mapped = new ArrayList<NameTree<U>>(trees.size());
        for (NameTree<T> tree : trees) {
          mapped.add(tree.map(leaves));
        }
        yield new Alt<>(mapped);
      }
      case Union<T>(var trees) -> {
        var mapped = new ArrayList<Weighted<U>>(trees.size());
        for (Weighted<T> branch : trees) {
          mapped.add(new Weighted<>(branch.weight(), branch.tree().map(leaves)));
        }
        yield new Union<>(mapped);
      }
    };
  }
}
