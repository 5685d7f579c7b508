package io.dtabd.mesh;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Label;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.dtab.Prefix;
import io.dtabd.mesh.proto.Mesh;
import io.dtabd.naming.BoundName;
import io.dtabd.store.VersionedDtab;

/**
 * Names, dtabs and bound trees as messages. Every field is set, those that are zero or empty too:
 * Linkerd passes over what lacks a part.
 */
final class MeshEncoder {

  private static final Mesh.PathNameTree NEG =
      Mesh.PathNameTree.newBuilder().setNeg(Mesh.PathNameTree.Neg.getDefaultInstance()).build();
  private static final Mesh.PathNameTree FAIL =
      Mesh.PathNameTree.newBuilder().setFail(Mesh.PathNameTree.Fail.getDefaultInstance()).build();
  private static final Mesh.PathNameTree EMPTY =
      Mesh.PathNameTree.newBuilder().setEmpty(Mesh.PathNameTree.Empty.getDefaultInstance()).build();

  private MeshEncoder() {}

  static Mesh.Path path(Path path) {
    var out = Mesh.Path.newBuilder();
    for (Label label : path.labels()) {
      out.addElems(bytes(label));
    }
    return out.build();
  }

  static Mesh.Dtab dtab(Dtab dtab) {
    var out = Mesh.Dtab.newBuilder();
    for (Dentry dentry : dtab.dentries()) {
      out.addDentries(dentry(dentry));
    }
    return out.build();
  }

  static Mesh.Dtab.Dentry dentry(Dentry dentry) {
    return Mesh.Dtab.Dentry.newBuilder()
        .setPrefix(prefix(dentry.prefix()))
        .setDst(tree(dentry.dst()))
        .build();
  }

  static Mesh.VersionedDtab versioned(VersionedDtab dtab) {
    ByteString version = ByteString.copyFrom(dtab.version().toBytes());
    return Mesh.VersionedDtab.newBuilder()
        .setVersion(Mesh.VersionedDtab.Version.newBuilder().setId(version))
        .setDtab(dtab(dtab.dtab()))
        .build();
  }

  static Mesh.PathNameTree tree(NameTree<Path> tree) {
    return switch (tree) {
      case NameTree.Neg<Path> _ -> NEG;
      case NameTree.Fail<Path> _ -> FAIL;
      case NameTree.Empty<Path> _ -> EMPTY;
      case NameTree.Leaf<Path>(var path) ->
          Mesh.PathNameTree.newBuilder()
              .setLeaf(Mesh.PathNameTree.Leaf.newBuilder().setId(path(path)))
              .build();
      case NameTree.Alt<Path>(var trees) -> {
        var alt = Mesh.PathNameTree.Alt.newBuilder();
        trees.forEach(each -> alt.addTrees(tree(each)));
        yield Mesh.PathNameTree.newBuilder().setAlt(alt).build();
      }
      case NameTree.Union<Path>(var trees) -> {
        var union = Mesh.PathNameTree.Union.newBuilder();
        for (NameTree.Weighted<Path> each : trees) {
          union.addTrees(
              Mesh.PathNameTree.Union.Weighted.newBuilder()
                  .setWeight(each.weight())
                  .setTree(tree(each.tree())));
        }
        yield Mesh.PathNameTree.newBuilder().setUnion(union).build();
      }
    };
  }

  static Mesh.BoundNameTree boundTree(NameTree<BoundName> tree) {
    var out = Mesh.BoundNameTree.newBuilder();
    switch (tree) {
      case NameTree.Neg<BoundName> _ -> out.setNeg(Mesh.BoundNameTree.Neg.getDefaultInstance());
      case NameTree.Fail<BoundName> _ -> out.setFail(Mesh.BoundNameTree.Fail.getDefaultInstance());
      case NameTree.Empty<BoundName> _ ->
          out.setEmpty(Mesh.BoundNameTree.Empty.getDefaultInstance());
      case NameTree.Leaf<BoundName>(var name) ->
          out.setLeaf(
              Mesh.BoundNameTree.Leaf.newBuilder()
                  .setId(path(name.id()))
                  .setResidual(path(name.residual())));
      case NameTree.Alt<BoundName>(var trees) -> {
        var alt = Mesh.BoundNameTree.Alt.newBuilder();
        trees.forEach(each -> alt.addTrees(boundTree(each)));
        out.setAlt(alt);
      }
      case NameTree.Union<BoundName>(var trees) -> {
        var union = Mesh.BoundNameTree.Union.newBuilder();
        for (NameTree.Weighted<BoundName> each : trees) {
          union.addTrees(
              Mesh.BoundNameTree.Union.Weighted.newBuilder()
                  .setWeight(each.weight())
                  .setTree(boundTree(each.tree())));
        }
        out.setUnion(union);
      }
    }
    return out.build();
  }

  private static Mesh.Dtab.Dentry.Prefix prefix(Prefix prefix) {
    var out = Mesh.Dtab.Dentry.Prefix.newBuilder();
    for (Prefix.Elem elem : prefix.elems()) {
      var element = Mesh.Dtab.Dentry.Prefix.Elem.newBuilder();
      switch (elem) {
        case Label label -> element.setLabel(bytes(label));
        case Prefix.Wildcard _ ->
            element.setWildcard(Mesh.Dtab.Dentry.Prefix.Elem.Wildcard.getDefaultInstance());
      }
      out.addElems(element);
    }
    return out.build();
  }

  private static ByteString bytes(Label label) {
    return UnsafeByteOperations.unsafeWrap(label.toBytes()); // a copy already, and nobody else's
  }
}
