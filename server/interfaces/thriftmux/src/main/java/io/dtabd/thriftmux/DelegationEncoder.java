package io.dtabd.thriftmux;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.dtab.Prefix;
import io.dtabd.naming.DelegateTree;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/** Delegations as {@code DelegateTree}, numbered in the manner of {@link BoundTreeEncoder}. */
final class DelegationEncoder {

  /** Stands where no dentry led to a step. */
  private static final String NO_DENTRY =
      new Dentry(Prefix.of(Path.of("/")), NameTree.neg()).show();

  private final List<DelegateTree> nodes = new ArrayList<>();

  private DelegationEncoder() {}

  /** The fields of {@code DelegateTree} and its end. */
  static void write(DelegateTree tree, ByteBuf out) {
    new DelegationEncoder().writeTree(tree, out);
  }

  private void writeTree(DelegateTree tree, ByteBuf out) {
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

  private void node(DelegateTree tree, ThriftWriter writer) {
    writer.path(1, tree.path()).text(2, tree.dentry().map(Dentry::show).orElse(NO_DENTRY));
    writer.struct(3);
    switch (tree) {
      case DelegateTree.Failure failure -> writer.text(1, failure.reason());
      case DelegateTree.Empty _ -> writer.nothing(2);
      case DelegateTree.Fail _ -> writer.nothing(3);
      case DelegateTree.Neg _ -> writer.nothing(4);
      case DelegateTree.Delegate delegate -> writer.i32(5, number(delegate.tree()));
      case DelegateTree.Leaf leaf ->
          writer.struct(6).path(1, leaf.bound().id()).path(2, leaf.bound().residual()).stop();
      case DelegateTree.Alt alt -> {
        writer.list(8, ThriftType.I32, alt.trees().size());
        for (DelegateTree each : alt.trees()) {
          writer.element(number(each));
        }
      }
      case DelegateTree.Union union -> {
        writer.list(9, ThriftType.STRUCT, union.trees().size());
        for (DelegateTree.Weighted each : union.trees()) {
          writer.float64(1, each.weight()).i32(2, number(each.tree())).stop();
        }
      }
    }
    writer.stop().stop();
  }

  private int number(DelegateTree tree) {
    nodes.add(tree);
    return nodes.size() - 1;
  }
}
