package io.dtabd.api;

import io.dtabd.dtab.NameTree;
import io.dtabd.live.State;
import io.dtabd.naming.BoundName;
import io.dtabd.serving.Format;

/** The line that watchers of a name are sent: its tree with the addresses of the moment. */
public final class BoundTreeFormat implements Format<NameTree<BoundName>> {

  @Override
  public State<byte[]> encode(State<NameTree<BoundName>> state) {
    return state.map(tree -> Json.line(out -> BoundTreeJson.write(tree, out)));
  }

  @Override
  public boolean readsLiveValues() {
    return true;
  }
}
