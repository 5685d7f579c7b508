package io.dtabd.bench.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The limit: a server that knows neither HTTP nor dtabs. What begins with {@code GET} is answered
 * with a canned head and the newest chunk and kept; the body of what begins with {@code PUT} is
 * written to all of those. The requests are small and arrive in one piece.
 *
 * <p>usage: {@code BroadcastServer PORT THREADS FIRST-MESSAGE}
 */
@Sharable
final class BroadcastServer extends ChannelInboundHandlerAdapter {

  private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String DONE = "HTTP/1.1 204 No Content\r\n\r\n";
  private static final byte[] GET = ascii("GET");
  private static final byte[] BODY = ascii("\r\n\r\n");

  private final Map<EventExecutor, Set<Channel>> watchers = new HashMap<>();
  private volatile byte[] newest;

  private BroadcastServer(Iterable<EventExecutor> loops, byte[] first) {
    loops.forEach(loop -> watchers.put(loop, new LinkedHashSet<>()));
    newest = first;
  }

  static void main(String[] arguments) throws InterruptedException {
    boolean epoll = Epoll.isAvailable();
    var loops =
        new MultiThreadIoEventLoopGroup(
            Integer.parseInt(arguments[1]),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    var server = new BroadcastServer(loops, chunk(ascii(arguments[2])));
    new ServerBootstrap()
        .group(loops)
        .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(server);
              }
            })
        .bind("127.0.0.1", Integer.parseInt(arguments[0]))
        .sync()
        .channel()
        .closeFuture()
        .sync();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    ByteBuf request = (ByteBuf) msg;
    if (ByteBufUtil.equals(request, 0, Unpooled.wrappedBuffer(GET), 0, GET.length)) {
      ofLoop(ctx.channel().eventLoop()).add(ctx.channel());
      var _ = ctx.writeAndFlush(Unpooled.wrappedBuffer(ascii(HEAD), newest), ctx.voidPromise());
    } else {
      int body = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(BODY), request) + BODY.length;
      newest = chunk(ByteBufUtil.getBytes(request, body, request.readableBytes() - body));
      watchers.keySet().forEach(loop -> loop.execute(() -> broadcast(loop)));
      var _ = ctx.writeAndFlush(Unpooled.wrappedBuffer(ascii(DONE)), ctx.voidPromise());
    }
    request.release();
  }

  private void broadcast(EventExecutor loop) {
    byte[] message = newest;
    ByteBuf shared = Unpooled.directBuffer(message.length).writeBytes(message);
    for (Channel watcher : ofLoop(loop)) {
      var _ = watcher.writeAndFlush(shared.retainedDuplicate(), watcher.voidPromise());
    }
    shared.release();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ofLoop(ctx.channel().eventLoop()).remove(ctx.channel());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }

  private Set<Channel> ofLoop(EventExecutor loop) {
    return Objects.requireNonNull(watchers.get(loop));
  }

  private static byte[] chunk(byte[] message) {
    byte[] size = ascii(Integer.toHexString(message.length) + "\r\n");
    byte[] end = ascii("\r\n");
    byte[] chunk = new byte[size.length + message.length + end.length];
    System.arraycopy(size, 0, chunk, 0, size.length);
    System.arraycopy(message, 0, chunk, size.length, message.length);
    System.arraycopy(end, 0, chunk, size.length + message.length, end.length);
    return chunk;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
