package io.dtabd.dtab;

import io.dtabd.dtab.NameTree.Alt;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A delegation table: dentries in order, of which a later one is asked before an earlier one.
 *
 * <p>It is indexed when it is made, so {@link #lookup} costs what the path and the matches cost,
 * not what the length of the table would. Two dtabs are equal if their dentries are.
 */
public final class Dtab {

  public static final Dtab EMPTY = new Dtab(List.of());

  /**
   * How many dtabs may stand side by side, each with its own index. A namespace's and the few local
   * ones of a request do; beyond that one index of all is cheaper to ask.
   */
  private static final int MAX_PARTS = 8;

  private final List<Dentry> dentries;
  private final DentryIndex index;
  private final int parts;
  private final @Nullable String source;

  public Dtab(List<Dentry> dentries) {
    this(dentries, null);
  }

  Dtab(List<Dentry> dentries, @Nullable String source) {
    this.dentries = List.copyOf(dentries);
    this.index = DentryTrie.of(this.dentries);
    this.parts = 1;
    this.source = source;
  }

  private Dtab(Dtab first, Dtab second) {
    this.dentries = new JoinedList<>(first.dentries, second.dentries);
    this.index = first.index.followedBy(second.index);
    this.parts = first.parts + second.parts;
    this.source = null;
  }

  /**
   * Reads {@code /a => /b ; /c => /d}. The empty text is the empty dtab.
   *
   * @throws DtabSyntaxException if {@code text} is not a dtab
   */
  public static Dtab read(String text) {
    return DtabParser.readDtab(text);
  }

  public List<Dentry> dentries() {
    return dentries;
  }

  public boolean isEmpty() {
    return dentries.isEmpty();
  }

  /**
   * This dtab with {@code last} after it, whose dentries so are asked first. Joining a few copies
   * and indexes nothing.
   */
  public Dtab concat(Dtab last) {
    if (last.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return last;
    }
    var joined = new Dtab(this, last);
    return joined.parts <= MAX_PARTS ? joined : new Dtab(joined.dentries);
  }

  /**
   * This dtab with another destination in one dentry. What {@link #text} has around it stays as it
   * is, comments and layout.
   *
   * @param dentry its index in {@link #dentries}
   */
  public Dtab withDestination(int dentry, NameTree<Path> destination) {
    if (source == null) {
      var replaced = new ArrayList<>(dentries);
      replaced.set(dentry, new Dentry(dentries.get(dentry).prefix(), destination));
      return new Dtab(replaced);
    }
    Objects.checkIndex(dentry, dentries.size());
    return read(DtabParser.replaceDestination(source, dentry, NameTree.text(destination)));
  }

  /** The dentries whose prefix matches, the last of the table first. */
  public List<Dentry> matches(Path path) {
    return matches(path, _ -> {});
  }

  /**
   * As {@link #matches(Path)}, for those who bound what they do: with many wildcards in it, a table
   * can have as many ways to match one path as it has dentries.
   *
   * @param work told, as it goes on, how much more work it is, in visits to nodes of the index;
   *     what it throws ends the lookup
   */
  public List<Dentry> matches(Path path, IntConsumer work) {
    return index.matches(path, work);
  }

  /**
   * What {@code path} means here: {@code ~}, one tree, or an {@link Alt} of what each match gives.
   */
  public NameTree<Path> lookup(Path path) {
    List<Dentry> matches = matches(path);
    return switch (matches.size()) {
      case 0 -> NameTree.neg();
      case 1 -> matches.getFirst().rewrite(path);
      default -> {
        var trees = new ArrayList<NameTree<Path>>(matches.size());
        for (Dentry match : matches) {
          trees.add(match.rewrite(path));
        }
        yield new Alt<>(trees);
      }
    };
  }

  /** The form that Finagle prints: {@code /a=>/b;/c=>/d}, weights rounded to two decimals. */
  public String show() {
    var out = new StringJoiner(";");
    for (Dentry dentry : dentries) {
      out.add(dentry.show());
    }
    return out.toString();
  }

  /**
   * The text that this was read from, comments and all; or, where it was not read, one dentry a
   * line with every digit of the weights. Reading it gives an equal dtab.
   */
  public String text() {
    if (source != null) {
      return source;
    }
    var out = new StringBuilder();
    for (Dentry dentry : dentries) {
      out.append(dentry.text()).append(" ;\n");
    }
    return out.toString();
  }

  /** The lines of {@link #text} on which the dentries begin, from 1. */
  int[] lines() {
    return source != null
        ? DtabParser.readLines(source)
        : IntStream.rangeClosed(1, dentries.size()).toArray();
  }

  /** Of all dentries. */
  DentryTrie trie() {
    return index instanceof DentryTrie trie ? trie : DentryTrie.of(dentries);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Dtab that && dentries.equals(that.dentries);
  }

  @Override
  public int hashCode() {
    return dentries.hashCode();
  }

  @Override
  public String toString() {
    return show();
  }
}
