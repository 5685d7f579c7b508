package io.dtabd.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.util.function.Consumer;

/** Stands at the head of a new connection until HTTP/2 is spoken, which under TLS takes a while. */
final class OnceHttp2IsSpoken extends ChannelInboundHandlerAdapter {

  private final Consumer<Channel> accepted;
  private final Consumer<ChannelHandlerContext> then;

  /**
   * @param then is given the place of gRPC's handler
   */
  OnceHttp2IsSpoken(Consumer<Channel> accepted, Consumer<ChannelHandlerContext> then) {
    this.accepted = accepted;
    this.then = then;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    accepted.accept(ctx.channel());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    ChannelHandlerContext http2 = ctx.pipeline().context(Http2ConnectionHandler.class);
    if (http2 != null) {
      then.accept(http2);
      ctx.pipeline().remove(this);
    }
    ctx.fireChannelRead(msg);
  }
}
