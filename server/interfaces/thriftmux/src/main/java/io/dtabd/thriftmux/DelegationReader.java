package io.dtabd.thriftmux;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what is to be delegated: a tree of names, in nodes that refer to each other by number.
 *
 * <p>Inside: the numbers are the client's, so they may lead in a circle, or from a few nodes to an
 * endless tree. Depth and size of what comes of them are bounded.
 */
final class DelegationReader {

  /** As deep as parentheses may be in a dtab. */
  static final int MAX_DEPTH = 100;

  /** Clients send one name, or what a person has typed. */
  static final int MAX_NODES = 10_000;

  /** What a node says before its references are followed. */
  private sealed interface Node {
    record Tree(NameTree<Path> tree) implements Node {}

    record Delegate(int id) implements Node {}

    record Alt(List<Integer> ids) implements Node {}

    record Union(List<Branch> branches) implements Node {}
  }

  private record Branch(double weight, int id) {}

  private final ThriftReader in;
  private final NamerReader names;
  private final Map<Integer, Node> nodes = new HashMap<>();
  private int resolved;

  DelegationReader(ThriftReader in, NamerReader names) {
    this.in = in;
    this.names = names;
  }

  /** The rest of a DelegateReq. */
  NamerRequest request() throws ThriftException {
    String dtab = "";
    NamerRequest.Delegate delegation = null;
    while (in.nextField()) {
      switch (in.fieldId()) {
        case 1 -> dtab = names.string("DelegateReq.dtab");
        case 2 -> delegation = delegation();
        default -> in.skip();
      }
    }
    if (delegation == null) {
      throw ThriftException.protocol("DelegateReq has no delegation");
    }
    return new NamerRequest.Delegate(
        dtab, delegation.stamp(), delegation.tree(), delegation.namespace());
  }

  private NamerRequest.Delegate delegation() throws ThriftException {
    in.expect(ThriftType.STRUCT, "DelegateReq.delegation");
    long stamp = Stamp.NONE;
    Node root = null;
    String namespace = "";
    while (in.nextField()) {
      switch (in.fieldId()) {
        case 1 -> stamp = names.stamp("Delegation.stamp");
        case 2 -> root = tree();
        case 3 -> namespace = names.string("Delegation.ns");
        default -> in.skip();
      }
    }
    if (root == null) {
      throw ThriftException.protocol("Delegation.tree has no root");
    }
    return new NamerRequest.Delegate("", stamp, resolve(root, 0), namespace);
  }

  /** The root; the other nodes are then in {@link #nodes}. */
  private Node tree() throws ThriftException {
    in.expect(ThriftType.STRUCT, "Delegation.tree");
    Node root = null;
    while (in.nextField()) {
      switch (in.fieldId()) {
        case 1 -> {
          in.expect(ThriftType.STRUCT, "DelegateTree.root");
          root = node();
        }
        case 2 -> {
          in.expect(ThriftType.MAP, "DelegateTree.nodes");
          int size = in.map(ThriftType.I32, ThriftType.STRUCT, "DelegateTree.nodes");
          if (size > MAX_NODES) {
            throw tooLarge();
          }
          for (int i = 0; i < size; i++) {
            int id = in.i32();
            nodes.put(id, node());
          }
        }
        default -> in.skip();
      }
    }
    if (root == null) {
      throw ThriftException.protocol("Delegation.tree has no root");
    }
    return root;
  }

  private Node node() throws ThriftException {
    Node contents = null;
    while (in.nextField()) {
      switch (in.fieldId()) {
        case 3 -> {
          in.expect(ThriftType.STRUCT, "DelegateNode.contents");
          contents = contents();
        }
        default -> in.skip(); // path and dentry say how it came to be, which is found out anew
      }
    }
    if (contents == null) {
      throw ThriftException.protocol("DelegateNode has no contents");
    }
    return contents;
  }

  private Node contents() throws ThriftException {
    Node node = null;
    while (in.nextField()) {
      node =
          switch (in.fieldId()) {
            case 2 -> sign(NameTree.empty());
            case 3 -> sign(NameTree.fail());
            case 4 -> sign(NameTree.neg());
            case 5 -> {
              in.expect(ThriftType.I32, "DelegateContents.delegate");
              yield new Node.Delegate(in.i32());
            }
            case 7 -> new Node.Tree(NameTree.leaf(names.path("DelegateContents.pathLeaf")));
            case 8 -> alt();
            case 9 -> union();
            case 1, 6, 10 ->
                throw ThriftException.protocol(
                    "DelegateContents is an error, a boundLeaf or a transformation; what is to be"
                        + " delegated is a tree of pathLeaf");
            default -> throw ThriftException.protocol("DelegateContents has an unknown field");
          };
    }
    if (node == null) {
      throw ThriftException.protocol("DelegateContents has no field");
    }
    return node;
  }

  private Node sign(NameTree<Path> sign) throws ThriftException {
    in.skip();
    return new Node.Tree(sign);
  }

  private Node alt() throws ThriftException {
    in.expect(ThriftType.LIST, "DelegateContents.alt");
    int size = count(in.list(ThriftType.I32, "DelegateContents.alt"));
    var ids = new ArrayList<Integer>(size);
    for (int i = 0; i < size; i++) {
      ids.add(in.i32());
    }
    return new Node.Alt(ids);
  }

  private Node union() throws ThriftException {
    in.expect(ThriftType.LIST, "DelegateContents.weighted");
    int size = count(in.list(ThriftType.STRUCT, "DelegateContents.weighted"));
    var branches = new ArrayList<Branch>(size);
    for (int i = 0; i < size; i++) {
      branches.add(branch());
    }
    return new Node.Union(branches);
  }

  private Branch branch() throws ThriftException {
    double weight = 0;
    int id = 0;
    while (in.nextField()) {
      switch (in.fieldId()) {
        case 1 -> {
          in.expect(ThriftType.DOUBLE, "WeightedNodeId.weight");
          weight = in.float64();
        }
        case 2 -> {
          in.expect(ThriftType.I32, "WeightedNodeId.id");
          id = in.i32();
        }
        default -> in.skip();
      }
    }
    return new Branch(weight, id);
  }

  private static int count(int size) throws ThriftException {
    if (size > MAX_NODES) {
      throw tooLarge();
    }
    return size;
  }

  private NameTree<Path> resolve(int id, int depth) throws ThriftException {
    Node node = nodes.get(id);
    if (node == null) {
      throw ThriftException.protocol("Delegation.tree has no node " + id);
    }
    return resolve(node, depth);
  }

  private NameTree<Path> resolve(Node node, int depth) throws ThriftException {
    if (depth > MAX_DEPTH) {
      throw ThriftException.protocol(
          "Delegation.tree is more than %d deep, or its nodes lead in a circle"
              .formatted(MAX_DEPTH));
    }
    if (++resolved > MAX_NODES) {
      throw tooLarge();
    }
    return switch (node) {
      case Node.Tree(var tree) -> tree;
      case Node.Delegate(var id) -> resolve(id, depth + 1);
      case Node.Alt(var ids) -> {
        var trees = new ArrayList<NameTree<Path>>(ids.size());
        for (int id : ids) {
          trees.add(resolve(id, depth + 1));
        }
        yield new NameTree.Alt<>(trees);
      }
      case Node.Union(var branches) -> {
        var trees = new ArrayList<NameTree.Weighted<Path>>(branches.size());
        for (Branch branch : branches) {
          trees.add(weighted(branch.weight(), resolve(branch.id(), depth + 1)));
        }
        yield new NameTree.Union<>(trees);
      }
    };
  }

  private static NameTree.Weighted<Path> weighted(double weight, NameTree<Path> tree)
      throws ThriftException {
    try {
      return new NameTree.Weighted<>(weight, tree);
    } catch (IllegalArgumentException e) {
      throw ThriftException.protocol("WeightedNodeId: " + e.getMessage());
    }
  }

  private static ThriftException tooLarge() {
    return ThriftException.protocol("Delegation.tree has more than " + MAX_NODES + " nodes");
  }
}
