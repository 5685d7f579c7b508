package io.dtabd.net.http;

import io.dtabd.serving.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** One message, framed once for all streams that set their messages off alike. */
final class Framed implements AutoCloseable {

  private final Message message;
  private @Nullable ByteBuf chunked;
  private @Nullable ByteBuf bare;

  Framed(Message message) {
    this.message = message;
  }

  Message message() {
    return message;
  }

  /**
   * @return a buffer of the caller's, whose bytes all share
   */
  ByteBuf as(Chunks chunks, ByteBufAllocator allocator) {
    return switch (chunks) {
      case CHUNKED -> {
        if (chunked == null) {
          chunked = chunks.frame(allocator, message.bytes());
        }
        yield chunked.retainedDuplicate();
      }
      case BARE -> {
        if (bare == null) {
          bare = chunks.frame(allocator, message.bytes());
        }
        yield bare.retainedDuplicate();
      }
    };
  }

  @Override
  public void close() {
    if (chunked != null) {
      chunked.release();
    }
    if (bare != null) {
      bare.release();
    }
  }
}
