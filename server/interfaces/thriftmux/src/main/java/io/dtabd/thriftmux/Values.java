package io.dtabd.thriftmux;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.naming.Addr;
import io.dtabd.naming.BoundName;
import io.dtabd.serving.Format;
import io.dtabd.serving.Message;
import io.dtabd.store.VersionedDtab;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What polls are answered with, as it is shared by all who ask the same: the beginning of a result,
 * that is its field 0 with a stamp and a value. Who writes it to a client adds what is left.
 */
public final class Values {

  /** Behind the beginnings of the fields "success" and "stamp", and the stamp's length. */
  private static final int STAMP_OFFSET = 3 + 3 + 4;

  public static final Format<NameTree<BoundName>> BOUND =
      state ->
          state.map(
              tree ->
                  value(
                      tree,
                      (it, out) -> {
                        new ThriftWriter(out).struct(2);
                        BoundTreeEncoder.write(it, out);
                      }));

  static final Format<Addr> ADDR =
      state ->
          state.map(
              addr ->
                  value(
                      addr,
                      (it, out) -> {
                        new ThriftWriter(out).struct(2);
                        AddrEncoder.write(it, out);
                      }));

  /** A namespace that is not there has the empty dtab, as it has for binding. */
  static final Format<Optional<VersionedDtab>> DTAB =
      state ->
          state.map(
              dtab ->
                  value(
                      dtab.map(VersionedDtab::dtab).orElse(Dtab.EMPTY),
                      (it, out) -> new ThriftWriter(out).text(2, it.show())));

  private Values() {}

  /** The stamp in such a message. */
  static long stamp(Message message) {
    return message.bytes().getLong(STAMP_OFFSET);
  }

  private static <T> byte[] value(T value, BiConsumer<T, ByteBuf> encoder) {
    ByteBuf written = Unpooled.buffer();
    encoder.accept(value, written);
    ByteBuf all = Unpooled.buffer(STAMP_OFFSET + Stamp.BYTES + written.readableBytes());
    new ThriftWriter(all).struct(0).binary(1, Stamp.bytes(Stamp.of(written))).raw(written);
    return ByteBufUtil.getBytes(all);
  }
}
