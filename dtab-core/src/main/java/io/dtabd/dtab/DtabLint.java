package io.dtabd.dtab;

import io.dtabd.dtab.Finding.Kind;
import io.dtabd.dtab.Finding.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * Finds what a dtab says that its author can hardly have meant. It looks at the table alone and
 * binds nothing, so it says only what is so whatever the namers answer.
 */
public final class DtabLint {

  /** More findings than a person reads. */
  static final int MAX_FINDINGS = 200;

  /**
   * Visits to nodes of the index, and to those of destinations. A table of 100,000 dentries that
   * people wrote takes a tenth of that; all of them take about a second.
   */
  static final int MAX_WORK = 10_000_000;

  /** Of a text in a message. */
  private static final int SHOWN_CHARS = 100;

  /** Of the lines in a message about many dentries. */
  private static final int SHOWN_LINES = 5;

  /** What becomes of a path that no dentry matches. */
  public enum End {
    /** A namer may know it, or what is below it. */
    ASKED,
    /** It is a bound name, whatever the moment. */
    BOUND,
    /** It is written as a namer's name is, and there is no such namer. */
    UNKNOWN_NAMER,
    /** Nobody is asked. */
    NOWHERE
  }

  /**
   * @param findings by their lines, at most {@value #MAX_FINDINGS}
   * @param complete whether those are all that there are
   */
  public record Report(List<Finding> findings, boolean complete) {}

  private static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Exhausted() {
      super("too much to look at", null, false, false);
    }
  }

  private final List<Dentry> dentries;
  private final DentryTrie trie;
  private final Function<Path, End> beyond;
  private final int[] lines;
  private final Certainty[] certainty;
  private final List<Finding> findings = new ArrayList<>();
  private final IntConsumer work;
  private int worked;

  private DtabLint(Dtab dtab, Function<Path, End> beyond) {
    this.dentries = dtab.dentries();
    this.trie = dtab.trie();
    this.beyond = beyond;
    this.lines = dtab.lines();
    this.certainty = new Certainty[dentries.size()];
    this.work =
        more -> {
          worked += more;
          if (worked > MAX_WORK) {
            throw new Exhausted();
          }
        };
  }

  /**
   * Looks at {@code dtab}.
   *
   * @param beyond what becomes of a path that the dtab says nothing of
   */
  public static Report of(Dtab dtab, Function<Path, End> beyond) {
    var lint = new DtabLint(dtab, beyond);
    boolean complete = true;
    try {
      lint.look();
    } catch (Exhausted e) {
      complete = false;
    }
    lint.findings.sort(Comparator.comparingInt(Finding::line));
    return new Report(List.copyOf(lint.findings), complete);
  }

  private void look() {
    for (int i = 0; i < dentries.size(); i++) {
      destination(i);
    }
    loops();
    for (int i = 0; i < dentries.size(); i++) {
      order(i);
    }
  }

  private void destination(int i) {
    NameTree<Path> dst = dentries.get(i).dst();
    certainty[i] = Certainty.of(dst, this::isBound);
    trees(dst, tree -> tree(i, tree));
  }

  private void tree(int i, NameTree<Path> tree) {
    work.accept(1);
    switch (tree) {
      case NameTree.Leaf<Path>(var path) -> leaf(i, path);
      case NameTree.Alt<Path>(var trees) -> alternatives(i, trees);
      case NameTree.Union<Path>(var branches) -> {
        if (!branches.isEmpty() && branches.stream().allMatch(branch -> branch.weight() == 0)) {
          find(
              Severity.ERROR,
              Kind.ZERO_WEIGHTS,
              i,
              "all weights of " + shown(NameTree.text(tree)) + " are 0; give one of them more");
        }
      }
      case NameTree.Neg<Path> _, NameTree.Fail<Path> _, NameTree.Empty<Path> _ -> {}
    }
  }

  private void leaf(int i, Path path) {
    if (isMatched(path)) {
      return;
    }
    switch (beyond.apply(path)) {
      case UNKNOWN_NAMER ->
          find(
              Severity.ERROR,
              Kind.UNKNOWN_NAMER,
              i,
              "there is no namer for "
                  + shown(path.show())
                  + "; names that come here lead nowhere");
      case NOWHERE ->
          find(
              Severity.WARNING,
              Kind.LEADS_NOWHERE,
              i,
              "no dentry matches "
                  + shown(path.show())
                  + ", and it is no namer's; names that come here lead nowhere");
      case ASKED, BOUND -> {}
    }
  }

  private void alternatives(int i, List<NameTree<Path>> trees) {
    for (int k = 0; k < trees.size() - 1; k++) {
      if (Certainty.of(trees.get(k), this::isBound).isFinal()) {
        find(
            Severity.WARNING,
            Kind.NEVER_APPLIES,
            i,
            "%s is never tried, because %s before it is never '~'"
                .formatted(
                    shown(NameTree.text(trees.get(k + 1))), shown(NameTree.text(trees.get(k)))));
        return;
      }
    }
  }

  /** What later dentries leave of this one: they are asked first. */
  private void order(int i) {
    Dentry dentry = dentries.get(i);
    List<Prefix.Elem> elems = dentry.prefix().elems();
    int shadow = -1;
    for (int j : covering(elems).all()) {
      if (j <= i) {
        continue;
      }
      Dentry later = dentries.get(j);
      boolean same = later.prefix().equals(dentry.prefix());
      if (certainty[j].isFinal()) {
        find(
            Severity.WARNING,
            Kind.NEVER_APPLIES,
            i,
            "the dentry on line %d comes first and is never '~'".formatted(lines[j]));
        return;
      }
      // Two that say '~' are not one: one alone leaves the name to the namers.
      if (same && later.dst().equals(dentry.dst()) && !(dentry.dst() instanceof NameTree.Neg)) {
        find(
            Severity.WARNING,
            Kind.NEVER_APPLIES,
            i,
            "line %d says the same and comes first".formatted(lines[j]));
        return;
      }
      shadow = same ? shadow : Math.max(shadow, j);
    }
    if (shadow >= 0) {
      find(
          Severity.WARNING,
          Kind.SHADOWED,
          i,
          "%s on line %d comes later and so first: this counts only where that leads nowhere; put it after that line if it is the exception"
              .formatted(shown(dentries.get(shadow).prefix().show()), lines[shadow]));
    }
  }

  /**
   * A dentry leads to those that match its destination, whatever name is below that. Where that
   * ends at the first, each step is certain to be taken.
   */
  private void loops() {
    int[][] certain = new int[dentries.size()][];
    int[][] possible = new int[dentries.size()][];
    for (int i = 0; i < dentries.size(); i++) {
      var first = new BitSet();
      var any = new BitSet();
      certainLeaves(
          dentries.get(i).dst(),
          path -> {
            int last = covering(path.labels()).last();
            if (last >= 0) {
              first.set(last);
            }
          });
      trees(
          dentries.get(i).dst(),
          tree -> {
            if (tree instanceof NameTree.Leaf<Path>(var path)) {
              for (int target : covering(path.labels()).all()) {
                any.set(target);
              }
            }
          });
      certain[i] = first.stream().toArray();
      possible[i] = any.stream().toArray();
    }
    var told = new BitSet();
    for (int[] loop : Cycles.in(certain)) {
      loop(Severity.ERROR, loop, "binding it is given up after 100 lookups");
      Arrays.stream(loop).forEach(told::set);
    }
    for (int[] loop : Cycles.in(possible)) {
      if (Arrays.stream(loop).noneMatch(told::get)) {
        loop(
            Severity.WARNING,
            loop,
            "where what is tried before leads nowhere, binding it is given up after 100 lookups");
      }
    }
  }

  private void loop(Severity severity, int[] loop, String consequence) {
    int last = loop[loop.length - 1];
    String through =
        loop.length == 1
            ? ""
            : " through "
                + Arrays.stream(loop)
                    .limit(SHOWN_LINES)
                    .mapToObj(i -> Integer.toString(lines[i]))
                    .collect(
                        Collectors.joining(
                            ", ", "lines ", loop.length > SHOWN_LINES ? ", ..." : ""));
    find(
        severity,
        Kind.LOOP,
        last,
        "a name at %s comes back to it%s; %s"
            .formatted(shown(dentries.get(last).prefix().show()), through, consequence));
  }

  private DentryTrie.Positions covering(List<? extends Prefix.Elem> elems) {
    DentryTrie.Positions positions = trie.covering(elems, work);
    work.accept(positions.count());
    return positions;
  }

  private boolean isMatched(Path path) {
    return covering(path.labels()).last() >= 0 || trie.goesBeyond(path, work);
  }

  private boolean isBound(Path path) {
    work.accept(1);
    return beyond.apply(path) == End.BOUND && !isMatched(path);
  }

  /** The leaves that are looked up whatever the others come to. */
  private static void certainLeaves(NameTree<Path> tree, Consumer<Path> to) {
    switch (tree) {
      case NameTree.Leaf<Path>(var path) -> to.accept(path);
      case NameTree.Alt<Path>(var trees) when !trees.isEmpty() ->
          certainLeaves(trees.getFirst(), to);
      case NameTree.Union<Path>(var branches) ->
          branches.forEach(branch -> certainLeaves(branch.tree(), to));
      case NameTree.Alt<Path> _,
          NameTree.Neg<Path> _,
          NameTree.Fail<Path> _,
          NameTree.Empty<Path> _ -> {}
    }
  }

  private static void trees(NameTree<Path> tree, Consumer<NameTree<Path>> to) {
    to.accept(tree);
    switch (tree) {
      case NameTree.Alt<Path>(var trees) -> trees.forEach(each -> trees(each, to));
      case NameTree.Union<Path>(var branches) ->
          branches.forEach(branch -> trees(branch.tree(), to));
      case NameTree.Leaf<Path> _,
          NameTree.Neg<Path> _,
          NameTree.Fail<Path> _,
          NameTree.Empty<Path> _ -> {}
    }
  }

  private void find(Severity severity, Kind kind, int i, String message) {
    if (findings.size() == MAX_FINDINGS) {
      throw new Exhausted();
    }
    findings.add(new Finding(severity, kind, lines[i], dentries.get(i), message));
  }

  private static String shown(String text) {
    return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...";
  }
}
