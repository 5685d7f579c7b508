package io.dtabd.net.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** How a stream's messages are set off from each other. */
enum Chunks {
  /** HTTP/1.1: each message is one chunk. */
  CHUNKED,
  /** HTTP/1.0 knows no chunks: the messages as they are, and the connection's end. */
  BARE;

  private static final ByteBuf LAST = constant("0\r\n\r\n");
  private static final ByteBuf LINE_END = constant("\r\n");

  /** More than the longest chunk size in hexadecimal and two line ends. */
  private static final int OVERHEAD = 16;

  private static ByteBuf constant(String text) {
    return Unpooled.unreleasableBuffer(
        Unpooled.directBuffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII)).asReadOnly());
  }

  /**
   * @return released by the caller
   */
  ByteBuf frame(ByteBufAllocator allocator, ByteBuffer message) {
    int length = message.remaining();
    ByteBuf framed = allocator.directBuffer(length + OVERHEAD);
    switch (this) {
      case CHUNKED -> {
        ByteBufUtil.writeAscii(framed, Integer.toHexString(length) + "\r\n");
        framed.writeBytes(message);
        ByteBufUtil.writeAscii(framed, "\r\n");
      }
      case BARE -> framed.writeBytes(message);
    }
    return framed;
  }

  /**
   * What stands before a message that is not framed as a whole.
   *
   * @return released by the caller
   */
  ByteBuf before(ByteBufAllocator allocator, int length) {
    return switch (this) {
      case CHUNKED -> ByteBufUtil.writeAscii(allocator, Integer.toHexString(length) + "\r\n");
      case BARE -> Unpooled.EMPTY_BUFFER;
    };
  }

  /** What stands after it. */
  ByteBuf after() {
    return switch (this) {
      case CHUNKED -> LINE_END.duplicate();
      case BARE -> Unpooled.EMPTY_BUFFER;
    };
  }

  /** What ends a stream. */
  ByteBuf last() {
    return switch (this) {
      case CHUNKED -> LAST.duplicate();
      case BARE -> Unpooled.EMPTY_BUFFER;
    };
  }
}
