package io.dtabd.dtab;

import io.dtabd.dtab.Prefix.Elem;
import io.dtabd.dtab.Prefix.Wildcard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A radix tree over prefixes. A node stands for the elements that lead to it from the root and
 * holds the positions of the dentries whose prefix they are. Elements that all prefixes below have
 * in common lie on one node as a run, so the number of nodes is at most twice that of the dentries,
 * however long the prefixes are.
 *
 * <p>A path is walked from the root: a node is left for its child of the path's next label, and for
 * its wildcard child. Nothing recurses, so a path of ten thousand labels is a loop.
 */
final class DentryTrie implements DentryIndex {

  /** How many elements of a run are compared in about the time that a node takes. */
  private static final int ELEMS_PER_NODE = 8;

  private static final class Node {
    private static final int[] NONE = {};

    /** What leads here from the parent: never empty but for the root. */
    private List<Elem> run;

    /** How many elements lead here from the root, the run included. */
    private final int depth;

    // Most nodes are leaves, so both are made when first needed.
    private Map<Label, Node> children = Map.of();
    private @Nullable Node wildcard;
    private int[] ends = NONE;
    private int endCount;

    Node(List<Elem> run, int depth) {
      this.run = run;
      this.depth = depth;
    }

    @Nullable Node child(Elem first) {
      return switch (first) {
        case Label label -> children.get(label);
        case Wildcard _ -> wildcard;
      };
    }

    void putChild(Node child) {
      switch (child.run.getFirst()) {
        case Label label -> {
          if (children.isEmpty()) {
            children = new HashMap<>(2);
          }
          children.put(label, child);
        }
        case Wildcard _ -> wildcard = child;
      }
    }

    /** Puts a node between this and its child, so that the child's run divides after common. */
    Node split(Node child, int common) {
      var between = new Node(child.run.subList(0, common), child.depth - child.run.size() + common);
      child.run = child.run.subList(common, child.run.size());
      between.putChild(child);
      putChild(between);
      return between;
    }

    void addEnd(int position) {
      if (endCount == ends.length) {
        ends = Arrays.copyOf(ends, endCount * 2 + 1);
      }
      ends[endCount++] = position;
    }

    /**
     * Whether the path goes on through the run, whose first element the parent has checked, or ends
     * within it.
     */
    boolean runMatches(List<? extends Elem> path) {
      int start = depth - run.size();
      int most = Math.min(run.size(), path.size() - start);
      for (int i = 1; i < most; i++) {
        if (run.get(i) instanceof Label label && !label.equals(path.get(start + i))) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Dentry> dentries;
  private final Node root = new Node(List.of(), 0);

  private DentryTrie(List<Dentry> dentries) {
    this.dentries = dentries;
  }

  static DentryTrie of(List<Dentry> dentries) {
    var trie = new DentryTrie(dentries);
    for (int i = 0; i < dentries.size(); i++) {
      trie.nodeOf(dentries.get(i).prefix().elems()).addEnd(i);
    }
    return trie;
  }

  private Node nodeOf(List<Elem> elems) {
    Node node = root;
    while (node.depth < elems.size()) {
      Node child = node.child(elems.get(node.depth));
      if (child == null) {
        child = new Node(elems.subList(node.depth, elems.size()), elems.size());
        node.putChild(child);
      } else {
        int common = common(child.run, elems, node.depth);
        child = common < child.run.size() ? node.split(child, common) : child;
      }
      node = child;
    }
    return node;
  }

  /** How many elements {@code run} has in common with {@code elems} from {@code start} on. */
  private static int common(List<Elem> run, List<Elem> elems, int start) {
    int most = Math.min(run.size(), elems.size() - start);
    for (int i = 0; i < most; i++) {
      if (!run.get(i).equals(elems.get(start + i))) {
        return i;
      }
    }
    return most;
  }

  @Override
  public List<Dentry> matches(Path path, IntConsumer work) {
    return covering(path.labels(), work).lastFirst(dentries);
  }

  /**
   * The positions of the dentries that match every path which a prefix of {@code elems} matches, or
   * the path itself where these are its labels.
   */
  Positions covering(List<? extends Elem> elems, IntConsumer work) {
    var positions = new Positions();
    var pending = new ArrayList<Node>();
    pending.add(root);
    while (!pending.isEmpty()) {
      Node node = pending.removeLast();
      work.accept(1 + node.run.size() / ELEMS_PER_NODE);
      if (node.depth > elems.size() || !node.runMatches(elems)) {
        continue;
      }
      positions.add(node.ends, node.endCount);
      if (node.depth < elems.size()) {
        addChildren(node, elems.get(node.depth), pending);
      }
    }
    return positions;
  }

  /** Whether a dentry's prefix begins with {@code path} and is longer. */
  boolean goesBeyond(Path path, IntConsumer work) {
    List<Label> labels = path.labels();
    var pending = new ArrayList<Node>();
    pending.add(root);
    while (!pending.isEmpty()) {
      Node node = pending.removeLast();
      work.accept(1 + node.run.size() / ELEMS_PER_NODE);
      if (!node.runMatches(labels)) {
        continue;
      }
      if (node.depth < labels.size()) {
        addChildren(node, labels.get(node.depth), pending);
      } else if (node.depth > labels.size() || node.wildcard != null || !node.children.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static void addChildren(Node node, Elem next, List<Node> nodes) {
    if (next instanceof Label label) {
      addIfPresent(nodes, node.children.get(label));
    }
    addIfPresent(nodes, node.wildcard);
  }

  private static void addIfPresent(List<Node> nodes, @Nullable Node node) {
    if (node != null) {
      nodes.add(node);
    }
  }

  /** Positions of dentries in the table. */
  static final class Positions {
    private int[] positions = new int[8];
    private int count;

    void add(int[] more, int moreCount) {
      if (count + moreCount > positions.length) {
        positions = Arrays.copyOf(positions, Math.max(positions.length * 2, count + moreCount));
      }
      System.arraycopy(more, 0, positions, count, moreCount);
      count += moreCount;
    }

    int count() {
      return count;
    }

    /** The last one of the table; -1 if there is none. */
    int last() {
      int last = -1;
      for (int i = 0; i < count; i++) {
        last = Math.max(last, positions[i]);
      }
      return last;
    }

    /** In no order. */
    int[] all() {
      return Arrays.copyOf(positions, count);
    }

    List<Dentry> lastFirst(List<Dentry> dentries) {
      Arrays.sort(positions, 0, count);
      var sorted = new ArrayList<Dentry>(count);
      for (int i = count - 1; i >= 0; i--) {
        sorted.add(dentries.get(positions[i]));
      }
      return sorted;
    }
  }
}
