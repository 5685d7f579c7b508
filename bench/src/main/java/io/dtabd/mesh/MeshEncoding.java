package io.dtabd.mesh;

import io.dtabd.dtab.NameTree;
import io.dtabd.mesh.proto.Mesh;
import io.dtabd.naming.BoundName;
import org.jspecify.annotations.NullMarked;

/** What the mesh interface makes of a bound tree, for a benchmark: in its package to reach it. */
@NullMarked
public final class MeshEncoding {

  private MeshEncoding() {}

  /** The message that streams are sent. */
  public static byte[] message(NameTree<BoundName> tree) {
    return Mesh.BoundTreeRsp.newBuilder()
        .setTree(MeshEncoder.boundTree(tree))
        .build()
        .toByteArray();
  }
}
