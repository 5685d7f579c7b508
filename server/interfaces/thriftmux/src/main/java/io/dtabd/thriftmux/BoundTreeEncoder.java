package io.dtabd.thriftmux;

import io.dtabd.dtab.NameTree;
import io.dtabd.naming.BoundName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * Bound trees as {@code BoundTree}: nodes refer to others by number, and all but the root stand in
 * a map. Numbers are given from the root downwards, level by level.
 */
final class BoundTreeEncoder {

  private final List<NameTree<BoundName>> nodes = new ArrayList<>();

  private BoundTreeEncoder() {}

  /** The fields of {@code BoundTree} and its end. */
  static void write(NameTree<BoundName> tree, ByteBuf out) {
    new BoundTreeEncoder().writeTree(tree, out);
  }

  private void writeTree(NameTree<BoundName> tree, ByteBuf out) {
    var writer = new ThriftWriter(out);
    writer.struct(1);
    node(tree, writer);
    ByteBuf rest = Unpooled.buffer();
    var others = new ThriftWriter(rest);
    for (int id = 0; id < nodes.size(); id++) {
      node(nodes.get(id), others.element(id));
    }
    writer.map(2, ThriftType.I32, ThriftType.STRUCT, nodes.size()).raw(rest).stop();
  }

  private void node(NameTree<BoundName> tree, ThriftWriter writer) {
    switch (tree) {
      case NameTree.Neg<BoundName> _ -> writer.nothing(1);
      case NameTree.Empty<BoundName> _ -> writer.nothing(2);
      case NameTree.Fail<BoundName> _ -> writer.nothing(3);
      case NameTree.Leaf<BoundName>(var name) ->
          writer.struct(4).path(1, name.id()).path(2, name.residual()).stop();
      case NameTree.Alt<BoundName>(var trees) -> {
        writer.list(5, ThriftType.I32, trees.size());
        for (NameTree<BoundName> each : trees) {
          writer.element(number(each));
        }
      }
      case NameTree.Union<BoundName>(var trees) -> {
        writer.list(6, ThriftType.STRUCT, trees.size());
        for (NameTree.Weighted<BoundName> each : trees) {
          writer.float64(1, each.weight()).i32(2, number(each.tree())).stop();
        }
      }
    }
    writer.stop();
  }

  private int number(NameTree<BoundName> tree) {
    nodes.add(tree);
    return nodes.size() - 1;
  }
}
