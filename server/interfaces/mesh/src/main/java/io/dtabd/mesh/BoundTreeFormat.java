package io.dtabd.mesh;

import io.dtabd.dtab.NameTree;
import io.dtabd.live.State;
import io.dtabd.mesh.proto.Mesh;
import io.dtabd.naming.BoundName;
import io.dtabd.serving.Format;

/** The message that streams of a name are sent: its tree, without addresses. */
public final class BoundTreeFormat implements Format<NameTree<BoundName>> {

  @Override
  public State<byte[]> encode(State<NameTree<BoundName>> state) {
    return state.map(tree -> response(tree).toByteArray());
  }

  static Mesh.BoundTreeRsp response(NameTree<BoundName> tree) {
    return Mesh.BoundTreeRsp.newBuilder().setTree(MeshEncoder.boundTree(tree)).build();
  }
}
