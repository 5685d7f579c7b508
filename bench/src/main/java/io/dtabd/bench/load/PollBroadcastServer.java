package io.dtabd.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The limit of long polls: it parks a poll that has the newest stamp and answers any other;
 * whatever arrives at the other port makes a new stamp, and all that are parked are answered.
 * Always with the same canned bytes, in which only tag and stamp are set.
 *
 * <p>usage: {@code PollBroadcastServer PORT PUT-PORT THREADS FILE}
 */
final class PollBroadcastServer {

  private static final String DONE = "HTTP/1.1 204 No Content\r\n\r\n";
  private static final int LENGTH_BYTES = 4;
  private static final int FIRST_ROOM = 64;

  private final Set<Polls> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong newest = new AtomicLong(1);
  private final byte[] canned;

  private PollBroadcastServer(byte[] canned) {
    this.canned = canned;
  }

  static void main(String[] arguments) throws IOException, InterruptedException {
    var loops =
        new MultiThreadIoEventLoopGroup(
            Integer.parseInt(arguments[2]),
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    var server = new PollBroadcastServer(Files.readAllBytes(Path.of(arguments[3])));
    listen(loops, arguments[1], () -> server.new Puts());
    listen(loops, arguments[0], () -> server.new Polls()).closeFuture().sync();
  }

  private static Channel listen(EventLoopGroup loops, String port, Supplier<ChannelHandler> handler)
      throws InterruptedException {
    return new ServerBootstrap()
        .group(loops)
        .channel(
            Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handler.get());
              }
            })
        .bind("127.0.0.1", Integer.parseInt(port))
        .sync()
        .channel();
  }

  /** Requests are small and arrive in one piece. */
  private final class Puts extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ((ByteBuf) msg).release();
      newest.incrementAndGet();
      connections.forEach(Polls::wake);
      var _ = ctx.writeAndFlush(Unpooled.copiedBuffer(DONE, US_ASCII), ctx.voidPromise());
    }
  }

  /** The polls of one connection, all in its event loop. */
  private final class Polls extends ByteToMessageDecoder {

    private int[] parked = new int[FIRST_ROOM];
    private int count;

    @SuppressWarnings("NullAway.Init") // set before anything else happens to it
    private ChannelHandlerContext context;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      context = ctx;
      connections.add(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      connections.remove(this);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
      while (in.readableBytes() >= LENGTH_BYTES) {
        int begin = in.readerIndex() + LENGTH_BYTES;
        int length = in.getInt(in.readerIndex());
        if (in.readableBytes() < LENGTH_BYTES + length) {
          break;
        }
        in.skipBytes(LENGTH_BYTES + length);
        if (in.getByte(begin) == BindPoll.DISPATCH) {
          park(in.getUnsignedMedium(begin + 1));
          int stampBytes = in.getInt(begin + BindPoll.STAMP_IN_POLL);
          if (stampBytes == 0
              || in.getLong(begin + BindPoll.STAMP_IN_POLL + LENGTH_BYTES) != newest.get()) {
            answer(parked[--count]);
          }
        }
      }
      ctx.flush();
    }

    private void park(int tag) {
      if (count == parked.length) {
        parked = Arrays.copyOf(parked, 2 * count);
      }
      parked[count++] = tag;
    }

    void wake() {
      context
          .executor()
          .execute(
              () -> {
                ByteBuf answers = context.alloc().buffer(count * canned.length);
                while (count > 0) {
                  write(answers, parked[--count]);
                }
                var _ = context.writeAndFlush(answers, context.voidPromise());
              });
    }

    private void answer(int tag) {
      ByteBuf answer = context.alloc().buffer(canned.length);
      write(answer, tag);
      var _ = context.write(answer, context.voidPromise());
    }

    private void write(ByteBuf to, int tag) {
      int begin = to.writerIndex() + LENGTH_BYTES;
      to.writeBytes(canned);
      to.setMedium(begin + 1, tag);
      to.setLong(begin + BindPoll.STAMP_IN_ANSWER, newest.get());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      var _ = ctx.close();
    }
  }
}
