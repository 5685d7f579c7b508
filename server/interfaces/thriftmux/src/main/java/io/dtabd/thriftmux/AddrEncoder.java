package io.dtabd.thriftmux;

import io.dtabd.naming.Addr;
import io.dtabd.naming.Endpoint;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** Addresses as {@code AddrVal}. */
final class AddrEncoder {

  private AddrEncoder() {}

  /** The field of {@code AddrVal} and its end. */
  static void write(Addr addr, ByteBuf out) {
    var writer = new ThriftWriter(out);
    switch (addr) {
      case Addr.Neg _ -> writer.nothing(2);
      case Addr.Bound bound -> {
        writer.struct(1);
        List<Endpoint> sorted = bound.inOrder();
        writer.set(1, ThriftType.STRUCT, sorted.size());
        sorted.forEach(endpoint -> transportAddress(endpoint, writer));
        bound.authority().ifPresent(authority -> writer.struct(2).text(1, authority).stop());
        writer.stop();
      }
    }
    writer.stop();
  }

  private static void transportAddress(Endpoint endpoint, ThriftWriter writer) {
    writer.binary(1, endpoint.ip().getAddress()).i32(2, endpoint.port());
    if (endpoint.nodeName().isPresent() || endpoint.weight().isPresent()) {
      writer.struct(3);
      endpoint.nodeName().ifPresent(name -> writer.text(2, name));
      endpoint.weight().ifPresent(weight -> writer.float64(3, weight));
      writer.stop();
    }
    writer.stop();
  }
}
