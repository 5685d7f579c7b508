package io.dtabd.dtab;

import io.dtabd.dtab.Prefix.Wildcard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trie over prefixes. A node is reached by the labels (and wildcards) that lead to it, and holds
 * the positions of the dentries whose prefix ends there. A path walks it as a set of nodes: at each
 * label every node of the set gives way to its child of that label and to its wildcard child.
 * Nothing recurses, so a path or prefix of ten thousand labels is a loop.
 */
final class DentryTrie implements DentryIndex {

  private static final class Node {
    private static final int[] NONE = {};

    // Most nodes are leaves or have one child, so both are made when first needed.
    private Map<Label, Node> children = Map.of();
    private @Nullable Node wildcard;
    private int[] ends = NONE;
    private int endCount;

    Node child(Prefix.Elem elem) {
      return switch (elem) {
        case Label label -> {
          if (children.isEmpty()) {
            children = new HashMap<>(2);
          }
          yield children.computeIfAbsent(label, _ -> new Node());
        }
        case Wildcard _ -> {
          Node node = wildcard;
          if (node == null) {
            node = new Node();
            wildcard = node;
          }
          yield node;
        }
      };
    }

    void addEnd(int position) {
      if (endCount == ends.length) {
        ends = Arrays.copyOf(ends, endCount * 2 + 1);
      }
      ends[endCount++] = position;
    }
  }

  private final List<Dentry> dentries;
  private final Node root = new Node();

  private DentryTrie(List<Dentry> dentries) {
    this.dentries = dentries;
  }

  static DentryTrie of(List<Dentry> dentries) {
    var trie = new DentryTrie(dentries);
    for (int i = 0; i < dentries.size(); i++) {
      Node node = trie.root;
      for (Prefix.Elem elem : dentries.get(i).prefix().elems()) {
        node = node.child(elem);
      }
      node.addEnd(i);
    }
    return trie;
  }

  @Override
  public List<Dentry> matches(Path path) {
    int[] found = new int[8];
    int count = 0;
    List<Node> level = List.of(root);
    for (int depth = 0; !level.isEmpty(); depth++) {
      var next = new ArrayList<Node>(2);
      for (Node node : level) {
        if (count + node.endCount > found.length) {
          found = Arrays.copyOf(found, Math.max(found.length * 2, count + node.endCount));
        }
        System.arraycopy(node.ends, 0, found, count, node.endCount);
        count += node.endCount;
        if (depth < path.size()) {
          Node exact = node.children.get(path.label(depth));
          if (exact != null) {
            next.add(exact);
          }
          if (node.wildcard != null) {
            next.add(node.wildcard);
          }
        }
      }
      level = next;
    }
    Arrays.sort(found, 0, count);
    var matches = new ArrayList<Dentry>(count);
    for (int i = count - 1; i >= 0; i--) {
      matches.add(dentries.get(found[i]));
    }
    return matches;
  }
}
