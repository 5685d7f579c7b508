package io.dtabd.thriftmux;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.dtab.Prefix;
import io.dtabd.naming.DelegateTree;
import io.netty.buffer.ByteBuf;

/** Delegations as {@code DelegateTree}. */
final class DelegationEncoder extends TreeEncoder<DelegateTree> {

  /** Stands where no dentry led to a step. */
  private static final String NO_DENTRY =
      new Dentry(Prefix.of(Path.of("/")), NameTree.neg()).show();

  private DelegationEncoder() {}

  /** The fields of {@code DelegateTree} and its end. */
  static void write(DelegateTree tree, ByteBuf out) {
    new DelegationEncoder().writeTree(tree, out);
  }

  @Override
  void node(DelegateTree tree, ThriftWriter writer) {
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
}
