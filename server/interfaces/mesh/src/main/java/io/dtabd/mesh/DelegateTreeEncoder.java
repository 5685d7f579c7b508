package io.dtabd.mesh;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.dtab.Prefix;
import io.dtabd.mesh.proto.Mesh;
import io.dtabd.mesh.proto.Mesh.BoundDelegateTree;
import io.dtabd.naming.DelegateTree;

/** A delegation as messages, every step with its path and the dentry that led to it. */
final class DelegateTreeEncoder {

  /** Stands where no dentry led to a step. */
  private static final Mesh.Dtab.Dentry NO_DENTRY =
      MeshEncoder.dentry(new Dentry(Prefix.of(Path.of("/")), NameTree.neg()));

  private DelegateTreeEncoder() {}

  static BoundDelegateTree tree(DelegateTree tree) {
    var out =
        BoundDelegateTree.newBuilder()
            .setPath(MeshEncoder.path(tree.path()))
            .setDentry(tree.dentry().map(MeshEncoder::dentry).orElse(NO_DENTRY));
    switch (tree) {
      case DelegateTree.Neg _ -> out.setNeg(BoundDelegateTree.Neg.getDefaultInstance());
      case DelegateTree.Fail _ -> out.setFail(BoundDelegateTree.Fail.getDefaultInstance());
      case DelegateTree.Empty _ -> out.setEmpty(BoundDelegateTree.Empty.getDefaultInstance());
      case DelegateTree.Leaf leaf ->
          out.setLeaf(
              BoundDelegateTree.Leaf.newBuilder()
                  .setId(MeshEncoder.path(leaf.bound().id()))
                  .setResidual(MeshEncoder.path(leaf.bound().residual())));
      case DelegateTree.Delegate delegate -> out.setDelegate(tree(delegate.tree()));
      case DelegateTree.Alt alt -> {
        var trees = BoundDelegateTree.Alt.newBuilder();
        alt.trees().forEach(each -> trees.addTrees(tree(each)));
        out.setAlt(trees);
      }
      case DelegateTree.Union union -> {
        var trees = BoundDelegateTree.Union.newBuilder();
        for (DelegateTree.Weighted each : union.trees()) {
          trees.addTrees(
              BoundDelegateTree.Union.Weighted.newBuilder()
                  .setWeight(each.weight())
                  .setTree(tree(each.tree())));
        }
        out.setUnion(trees);
      }
      case DelegateTree.Failure failure -> out.setException(failure.reason());
    }
    return out.build();
  }
}
