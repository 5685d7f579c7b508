package io.dtabd.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Many watchers over gRPC, spread over a few connections. It reads the frames of HTTP/2 itself and
 * does little more than to look for a text in them: a client that decodes would take most of the
 * machine, and the time of the server would drown in it.
 */
final class MeshCrowd implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Streams that wait for their first message: below what a server answers at once. */
  private static final int OPENING = 1_000;

  private final EventLoopGroup loops;
  private final List<Channel> channels = new ArrayList<>();
  private final int count;
  private final Semaphore arrivals = new Semaphore(0);
  private final Semaphore opening = new Semaphore(OPENING);
  private volatile byte[] awaited = new byte[0];
  private volatile long lastArrival;

  private MeshCrowd(EventLoopGroup loops, int count) {
    this.loops = loops;
    this.count = count;
  }

  /**
   * Opens {@code count} streams, and waits until each has received {@code first}.
   *
   * @param request the message that opens the stream of that number
   * @param first a text that is in the first message of each
   */
  static MeshCrowd open(
      InetSocketAddress server,
      int connections,
      int count,
      IntFunction<byte[]> request,
      String first)
      throws IOException, InterruptedException {
    boolean epoll = Epoll.isAvailable();
    var loops =
        new MultiThreadIoEventLoopGroup(
            1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    var crowd = new MeshCrowd(loops, count);
    crowd.await(first);
    int each = (count + connections - 1) / connections;
    var bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(crowd.new Connection(each));
                  }
                });
    for (int i = 0; i < connections; i++) {
      crowd.channels.add(bootstrap.connect(server).sync().channel());
    }
    for (int i = 0; i < count; i++) {
      crowd.opening.acquire();
      var _ =
          crowd
              .channels
              .get(i % connections)
              .writeAndFlush(Http2Bytes.call(1 + 2 * (i / connections), request.apply(i)));
    }
    crowd.awaitAll();
    return crowd;
  }

  private void await(String text) {
    arrivals.drainPermits();
    awaited = text.getBytes(US_ASCII);
  }

  private void awaitAll() throws IOException, InterruptedException {
    if (!arrivals.tryAcquire(count, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException(
          "only %d of %d streams got %s"
              .formatted(arrivals.availablePermits(), count, new String(awaited, US_ASCII)));
    }
  }

  /**
   * Runs {@code change} and waits until each stream has received {@code text}.
   *
   * @return from before the change to the last arrival
   */
  Duration measure(String text, Crowd.Change change) throws IOException, InterruptedException {
    await(text);
    long before = System.nanoTime();
    change.run();
    awaitAll();
    return Duration.ofNanos(lastArrival - before);
  }

  @Override
  public void close() {
    for (Channel channel : channels) {
      var _ = channel.close();
    }
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** Reads frame after frame; all calls come in the event loop. */
  private final class Connection extends ByteToMessageDecoder {

    private final byte[][] found;
    private int unacknowledged;

    Connection(int streams) {
      found = new byte[streams][];
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      var _ = ctx.writeAndFlush(Http2Bytes.preface());
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
      while (in.readableBytes() >= Http2Bytes.FRAME_HEAD) {
        int start = in.readerIndex();
        int length = in.getUnsignedMedium(start);
        if (in.readableBytes() < Http2Bytes.FRAME_HEAD + length) {
          break;
        }
        int type = in.getByte(start + 3);
        boolean acknowledges = in.getByte(start + 4) == 1;
        int stream = in.getInt(start + 5);
        ByteBuf payload = in.slice(start + Http2Bytes.FRAME_HEAD, length);
        in.skipBytes(Http2Bytes.FRAME_HEAD + length);
        switch (type) {
          case Http2Bytes.DATA -> data(ctx, stream, payload);
          case Http2Bytes.SETTINGS -> {
            if (!acknowledges) {
              var _ = ctx.writeAndFlush(Http2Bytes.settingsSeen());
            }
          }
          case Http2Bytes.PING -> {
            if (!acknowledges) {
              var _ = ctx.writeAndFlush(Http2Bytes.pong(payload));
            }
          }
          case Http2Bytes.RST_STREAM, Http2Bytes.GOAWAY ->
              System.err.println(
                  "stream %d was ended: %s".formatted(stream, ByteBufUtil.prettyHexDump(payload)));
          default -> {}
        }
      }
    }

    private void data(ChannelHandlerContext ctx, int stream, ByteBuf payload) {
      unacknowledged += payload.readableBytes();
      if (unacknowledged > Http2Bytes.WINDOW / 2) {
        var _ = ctx.writeAndFlush(Http2Bytes.windowUpdate(unacknowledged));
        unacknowledged = 0;
      }
      byte[] wanted = awaited;
      int number = stream / 2;
      if (found[number] != wanted
          && ByteBufUtil.indexOf(Unpooled.wrappedBuffer(wanted), payload) >= 0) {
        if (found[number] == null) {
          opening.release();
        }
        found[number] = wanted;
        lastArrival = System.nanoTime();
        arrivals.release();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      System.err.println("A connection is lost: " + cause);
      var _ = ctx.close();
    }
  }
}
