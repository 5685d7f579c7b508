package io.dtabd.thriftmux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * Trees as Thrift has them here: nodes refer to others by number, and all but the root stand in a
 * map. Numbers are given from the root downwards, level by level. An encoder is for one tree.
 *
 * @param <T> the tree, which is its root
 */
abstract class TreeEncoder<T> {

  private final List<T> nodes = new ArrayList<>();

  /** The fields of the tree and its end. */
  final void writeTree(T tree, ByteBuf out) {
    var writer = new ThriftWriter(out);
    writer.struct(1);
    node(tree, writer);
    ByteBuf rest = Unpooled.buffer();
    var others = new ThriftWriter(rest);
    for (int id = 0; id < nodes.size(); id++) { // which may number more of them
      node(nodes.get(id), others.element(id));
    }
    writer.map(2, ThriftType.I32, ThriftType.STRUCT, nodes.size()).raw(rest).stop();
  }

  /** The fields of a node and its end. */
  abstract void node(T tree, ThriftWriter writer);

  /** The number of a node below the one that is written. */
  final int number(T tree) {
    nodes.add(tree);
    return nodes.size() - 1;
  }
}
