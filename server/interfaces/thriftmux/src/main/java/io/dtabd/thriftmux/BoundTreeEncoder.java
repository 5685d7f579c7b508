package io.dtabd.thriftmux;

import io.dtabd.dtab.NameTree;
import io.dtabd.naming.BoundName;
import io.netty.buffer.ByteBuf;

/** Bound trees as {@code BoundTree}. */
final class BoundTreeEncoder extends TreeEncoder<NameTree<BoundName>> {

  private BoundTreeEncoder() {}

  /** The fields of {@code BoundTree} and its end. */
  static void write(NameTree<BoundName> tree, ByteBuf out) {
    new BoundTreeEncoder().writeTree(tree, out);
  }

  @Override
  void node(NameTree<BoundName> tree, ThriftWriter writer) {
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
}
