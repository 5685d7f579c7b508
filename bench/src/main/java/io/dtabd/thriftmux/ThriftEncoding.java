package io.dtabd.thriftmux;

import io.dtabd.dtab.NameTree;
import io.dtabd.live.State;
import io.dtabd.naming.BoundName;
import org.jspecify.annotations.NullMarked;

/** What the thrift interface makes of a bound tree, for a benchmark: in its package to reach it. */
@NullMarked
public final class ThriftEncoding {

  private ThriftEncoding() {}

  /** The result that polls are answered with. */
  public static State<byte[]> result(NameTree<BoundName> tree) {
    return Values.BOUND.encode(State.ok(tree));
  }
}
