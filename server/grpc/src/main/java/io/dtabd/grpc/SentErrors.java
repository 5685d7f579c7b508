package io.dtabd.grpc;

import io.dtabd.grpc.GrpcMetrics.Refusal;
import io.dtabd.net.RefusalLog;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameTypes;

/**
 * Counts the streams and connections that HTTP/2 itself refuses: gRPC tells nobody of these, so
 * they are read off what goes to the client.
 *
 * <p>It flushes after every GOAWAY, too: gRPC leaves the resets that follow the one to a peer that
 * has not answered a ping where they are, and so never gets to close the connection.
 *
 * <p>Inside: RST_STREAM and GOAWAY are each written as a buffer of their own, of which this looks
 * at the head. Buffers of other frames never look like it, save perhaps a part of a message made
 * for the purpose, whose sender would be counting himself.
 */
final class SentErrors extends ChannelOutboundHandlerAdapter {

  private static final int FRAME_HEAD = 9;
  private static final int RESET_PAYLOAD = 4;

  /** Where the error code is in GOAWAY, behind the last stream. */
  private static final int GOAWAY_CODE = FRAME_HEAD + 4;

  private final RefusalLog<Refusal> refusals;

  SentErrors(RefusalLog<Refusal> refusals) {
    this.refusals = refusals;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (msg instanceof ByteBuf frame && frame.readableBytes() >= FRAME_HEAD + RESET_PAYLOAD) {
      int start = frame.readerIndex();
      int length = frame.getUnsignedMedium(start);
      switch (frame.getByte(start + 3)) {
        case Http2FrameTypes.RST_STREAM -> {
          if (length == RESET_PAYLOAD && frame.readableBytes() == FRAME_HEAD + RESET_PAYLOAD) {
            count(ctx, frame.getUnsignedInt(start + FRAME_HEAD));
          }
        }
        case Http2FrameTypes.GO_AWAY -> {
          if (frame.getInt(start + 5) == 0 && frame.readableBytes() >= GOAWAY_CODE + 4) {
            count(ctx, frame.getUnsignedInt(start + GOAWAY_CODE));
            ctx.executor().execute(ctx::flush); // with the resets that follow it
          }
        }
        default -> {}
      }
    }
    var _ = ctx.write(msg, promise);
  }

  private void count(ChannelHandlerContext ctx, long code) {
    switch (Http2Error.valueOf(code)) {
      case NO_ERROR, CANCEL, STREAM_CLOSED -> {} // ordinary ends
      case REFUSED_STREAM -> refused(ctx, Refusal.TOO_MANY_STREAMS_OF_CONNECTION);
      case ENHANCE_YOUR_CALM -> refused(ctx, Refusal.TOO_MANY_RESETS_OR_PINGS);
      case null, default -> refused(ctx, Refusal.PROTOCOL_ERROR);
    }
  }

  private void refused(ChannelHandlerContext ctx, Refusal reason) {
    refusals.add(reason, ctx.channel().remoteAddress(), null);
  }
}
