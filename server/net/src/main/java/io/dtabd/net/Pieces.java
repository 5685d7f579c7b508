package io.dtabd.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.stream.ChunkedInput;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.nio.ByteBuffer;

/**
 * Bytes on the heap that are handed to the channel piece by piece, each when the socket has taken
 * the one before. A channel copies what it is given to memory outside the heap; so a client that
 * reads nothing costs one piece, and the bytes themselves are shared with whoever has them.
 */
public final class Pieces implements ChunkedInput<ByteBuf> {

  /** As large as what is worth a system call of its own; it is copied once for each client. */
  public static final int PIECE_BYTES = 64 * 1024;

  private final ByteBuffer rest;
  private final int length;

  /**
   * @param bytes must not change any more
   */
  public Pieces(ByteBuffer bytes) {
    this.rest = bytes.slice();
    this.length = rest.remaining();
  }

  /**
   * Makes a pipeline take pieces.
   *
   * @param ctx of the handler that writes them
   */
  public static void allow(ChannelHandlerContext ctx) {
    ChannelPipeline pipeline = ctx.pipeline();
    if (pipeline.get(ChunkedWriteHandler.class) == null) {
      pipeline.addBefore(ctx.name(), null, new ChunkedWriteHandler());
    }
  }

  /** How many bytes the channel has not been given. */
  public int remaining() {
    return rest.remaining();
  }

  @Override
  public ByteBuf readChunk(ByteBufAllocator allocator) {
    int size = Math.min(PIECE_BYTES, rest.remaining());
    ByteBuf piece = Unpooled.wrappedBuffer(rest.slice(rest.position(), size));
    rest.position(rest.position() + size);
    return piece;
  }

  @Override
  @Deprecated
  @SuppressWarnings("InlineMeSuggester") // the interface has it still
  public ByteBuf readChunk(ChannelHandlerContext ctx) {
    return readChunk(ctx.alloc());
  }

  @Override
  public boolean isEndOfInput() {
    return !rest.hasRemaining();
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public long progress() {
    return (long) length - rest.remaining();
  }

  @Override
  public void close() {}
}
