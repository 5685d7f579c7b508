package io.dtabd.net.http;

import io.dtabd.net.http.ResponseHead.After;
import io.dtabd.net.http.ResponseHead.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;

/** Puts whole answers on the wire. */
final class AnswerWriter {

  /** Answers up to this size go out in one buffer with their head. */
  private static final int COPY_UP_TO_BYTES = 16 * 1024;

  /** Whether the request wants a body. */
  enum Part {
    WHOLE,
    /** HEAD: what the head of the whole answer would be, and no more. */
    HEAD_ONLY
  }

  private AnswerWriter() {}

  /**
   * @return done when the socket has taken all of it
   */
  static ChannelFuture write(
      ChannelHandlerContext ctx,
      Response.Full answer,
      Part part,
      Framing framing,
      After after,
      String date) {
    Body body =
        part == Part.HEAD_ONLY || !ResponseHead.mayHaveBody(answer.status())
            ? Body.EMPTY
            : answer.body();
    ByteBuf out = ctx.alloc().ioBuffer();
    ResponseHead.write(out, answer, date, framing, answer.body().length(), after);
    if (body.length() <= COPY_UP_TO_BYTES) {
      return ctx.writeAndFlush(out.writeBytes(body.buffer()));
    }
    var _ = ctx.write(out, ctx.voidPromise());
    return ctx.writeAndFlush(Unpooled.wrappedBuffer(body.buffer()));
  }
}
