package io.dtabd.thriftmux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what comes in into frames, of Mux or of Thrift: four bytes of size, then so many bytes. Each
 * is handed to the connection at once, without an object of its own.
 */
final class FrameDecoder extends ByteToMessageDecoder {

  private static final int SIZE_BYTES = 4;

  /** A type and a tag; and no Thrift message is shorter. */
  private static final int MIN_FRAME_BYTES = 4;

  /** Shorter ones are not worth counting: so much is read from every connection at once. */
  private static final int UNCOUNTED_BYTES = 64 * 1024;

  private final ThriftConnection connection;
  private final InputBudget budget;
  private final int maxFrameBytes;
  private @Nullable ChannelHandlerContext ctx;
  private int reserved;
  private long frames;

  FrameDecoder(ThriftConnection connection, InputBudget budget, int maxFrameBytes) {
    this.connection = connection;
    this.budget = budget;
    this.maxFrameBytes = maxFrameBytes;
  }

  /** How many frames have come. */
  long frames() {
    return frames;
  }

  /** What has come and is no whole frame yet, or waits for the connection. */
  int waitingBytes() {
    return actualReadableBytes();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  /** Takes up frames that had to wait. */
  void goOn() {
    try {
      channelRead(Objects.requireNonNull(ctx), Unpooled.EMPTY_BUFFER);
    } catch (Exception e) {
      Objects.requireNonNull(ctx).fireExceptionCaught(e);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (connection.isOver()) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (in.readableBytes() < SIZE_BYTES || connection.isBusy()) {
      return;
    }
    int size = in.getInt(in.readerIndex());
    try {
      check(size, in);
      if (in.readableBytes() - SIZE_BYTES >= size) {
        frames++;
        release();
        in.skipBytes(SIZE_BYTES);
        connection.frame(in.readSlice(size));
      } else {
        expect(size);
      }
    } catch (BadFrameException e) {
      connection.refuse(e);
      in.skipBytes(in.readableBytes());
    }
  }

  private void expect(int size) throws BadFrameException {
    if (size > UNCOUNTED_BYTES && reserved == 0) {
      budget.take(size);
      reserved = size;
    }
  }

  private void check(int size, ByteBuf in) throws BadFrameException {
    if (size < 0 || size > maxFrameBytes) {
      String text =
          "a frame of %d bytes; at most %d are taken, and smaller pieces"
              .formatted(Integer.toUnsignedLong(size), maxFrameBytes);
      throw in.readableBytes() < SIZE_BYTES + MIN_FRAME_BYTES
          ? new BadFrameException(Refusal.FRAME_TOO_LARGE, text)
          : new BadFrameException(
              Refusal.FRAME_TOO_LARGE, text, in.getInt(in.readerIndex() + SIZE_BYTES));
    }
    if (size < MIN_FRAME_BYTES) {
      throw BadFrameException.malformed("a frame of %d bytes has no type and tag".formatted(size));
    }
  }

  private void release() {
    if (reserved > 0) {
      budget.giveBack(reserved);
      reserved = 0;
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    release();
  }
}
