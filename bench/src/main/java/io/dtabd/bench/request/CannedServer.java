package io.dtabd.bench.request;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The limit of requests: Netty, and an answer that lies ready as bytes, head and all. {@code BARE}
 * answers whatever arrives, which is one small request at a time, and does not even look; {@code
 * HTTP} reads requests with Netty's own decoder before.
 *
 * <p>usage: {@code CannedServer PORT THREADS BARE|HTTP FILE}
 */
final class CannedServer {

  /** As large as a request's body may be; there are none. */
  private static final int LARGEST_BODY = 1024;

  private CannedServer() {}

  static void main(String[] arguments) throws IOException, InterruptedException {
    boolean epoll = Epoll.isAvailable();
    var loops =
        new MultiThreadIoEventLoopGroup(
            Integer.parseInt(arguments[1]),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    boolean reads = arguments[2].equals("HTTP");
    byte[] canned = Files.readAllBytes(Path.of(arguments[3]));
    ByteBuf answer =
        Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(canned.length).writeBytes(canned).asReadOnly());
    new ServerBootstrap()
        .group(loops)
        .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                if (reads) {
                  channel
                      .pipeline()
                      .addLast(new HttpRequestDecoder(), new HttpObjectAggregator(LARGEST_BODY));
                }
                channel.pipeline().addLast(reads ? new AfterReading(answer) : new Bare(answer));
              }
            })
        .bind("127.0.0.1", Integer.parseInt(arguments[0]))
        .sync()
        .channel()
        .closeFuture()
        .sync();
  }

  private static final class Bare extends ChannelInboundHandlerAdapter {

    private final ByteBuf answer;

    Bare(ByteBuf answer) {
      this.answer = answer;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ((ByteBuf) msg).release();
      var _ = ctx.writeAndFlush(answer.duplicate(), ctx.voidPromise());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      var _ = ctx.close();
    }
  }

  private static final class AfterReading extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final ByteBuf answer;

    AfterReading(ByteBuf answer) {
      this.answer = answer;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      var _ = ctx.writeAndFlush(answer.duplicate(), ctx.voidPromise());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      var _ = ctx.close();
    }
  }
}
