package io.dtabd.net.http;

import io.dtabd.net.Pieces;
import io.dtabd.net.http.ResponseHead.After;
import io.dtabd.net.http.ResponseHead.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.util.Optional;

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

  /**
   * An answer on its way.
   *
   * @param done when the socket has taken all of it
   * @param pieces what of it is handed to the channel little by little
   */
  record UnderWay(ChannelFuture done, Optional<Pieces> pieces) {}

  private AnswerWriter() {}

  static UnderWay write(
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
      return new UnderWay(ctx.writeAndFlush(out.writeBytes(body.buffer())), Optional.empty());
    }
    Pieces.allow(ctx);
    var pieces = new Pieces(body.buffer());
    var _ = ctx.write(out, ctx.voidPromise());
    return new UnderWay(ctx.writeAndFlush(pieces), Optional.of(pieces));
  }
}
