package io.dtabd.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Many watchers, all of this process, each on a connection of its own. */
public final class Crowd implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Connections that are being opened at once: below the backlog of a server. */
  private static final int OPENING = 256;

  /** Of the 28,000 ports that Linux gives to the clients of one address, others want some too. */
  private static final int CONNECTIONS_PER_ADDRESS = 20_000;

  /**
   * Each crowd comes from addresses of its own, so that it need not wait for the last one's ports.
   */
  private static final AtomicInteger CROWDS = new AtomicInteger();

  private static final int READ_BYTES = 4096;

  private final EventLoopGroup loops;
  private final List<Channel> channels = new ArrayList<>();
  private final Semaphore arrivals = new Semaphore(0);
  private volatile byte[] awaited = new byte[0];
  private volatile long lastArrival;

  private Crowd(EventLoopGroup loops) {
    this.loops = loops;
  }

  /**
   * Opens {@code count} streams, and waits until each has received {@code first}.
   *
   * @param target the request target of the watcher of that number
   * @param first a text that is in the first message of each
   */
  public static Crowd open(
      InetSocketAddress server, int count, IntFunction<String> target, String first)
      throws IOException, InterruptedException {
    boolean epoll = Epoll.isAvailable();
    var loops =
        new MultiThreadIoEventLoopGroup(
            1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    var crowd = new Crowd(loops);
    crowd.await(first);
    var bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
            // Closing resets: thousands of ports would stay taken for a minute otherwise.
            .option(ChannelOption.SO_LINGER, 0)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(crowd.new Watcher());
                  }
                });
    var opening = new Semaphore(OPENING);
    int number = CROWDS.getAndIncrement() % 256;
    for (int i = 0; i < count; i++) {
      opening.acquire();
      String source = "127.1.%d.%d".formatted(number, 1 + i / CONNECTIONS_PER_ADDRESS);
      var from = new InetSocketAddress(InetAddress.ofLiteral(source), 0);
      String request = "GET %s HTTP/1.1\r\n\r\n".formatted(target.apply(i));
      var connecting = bootstrap.connect(server, from);
      crowd.channels.add(connecting.channel());
      connecting.addListener(
          connected -> {
            opening.release();
            if (connected.isSuccess()) {
              var _ =
                  connecting
                      .channel()
                      .writeAndFlush(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
            } else {
              System.err.println("Cannot connect: " + connected.cause());
            }
          });
    }
    crowd.awaitAll(count);
    return crowd;
  }

  int size() {
    return channels.size();
  }

  /** From now on, arrivals of {@code text} are counted. */
  private void await(String text) {
    arrivals.drainPermits();
    awaited = text.getBytes(StandardCharsets.US_ASCII);
  }

  private void awaitAll(int count) throws IOException, InterruptedException {
    if (!arrivals.tryAcquire(count, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException(
          "only %d of %d watchers got %s"
              .formatted(
                  arrivals.availablePermits(),
                  count,
                  new String(awaited, StandardCharsets.US_ASCII)));
    }
  }

  /**
   * Runs {@code change} and waits until each watcher has received {@code text}.
   *
   * @return from before the change to the last arrival
   */
  public Duration measure(String text, Change change) throws IOException, InterruptedException {
    await(text);
    long before = System.nanoTime();
    change.run();
    awaitAll(channels.size());
    return Duration.ofNanos(lastArrival - before);
  }

  /** Sends the request that makes the change. */
  @FunctionalInterface
  public interface Change {
    void run() throws IOException;
  }

  @Override
  public void close() {
    for (Channel channel : channels) {
      var _ = channel.close();
    }
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** Looks for the text that is awaited. Messages are small: they come in one piece, or in two. */
  private final class Watcher extends ChannelInboundHandlerAdapter {

    private byte[] found = new byte[0];
    private ByteBuf before = Unpooled.EMPTY_BUFFER;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ByteBuf bytes = (ByteBuf) msg;
      byte[] wanted = awaited;
      if (found != wanted) {
        ByteBuf all = before.isReadable() ? Unpooled.wrappedBuffer(before, bytes) : bytes;
        if (ByteBufUtil.indexOf(Unpooled.wrappedBuffer(wanted), all) >= 0) {
          found = wanted;
          before = Unpooled.EMPTY_BUFFER;
          lastArrival = System.nanoTime();
          arrivals.release();
        } else {
          int keep = Math.min(all.readableBytes(), wanted.length - 1);
          before = Unpooled.copiedBuffer(all.slice(all.writerIndex() - keep, keep));
        }
      }
      bytes.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      System.err.println("A watcher lost its stream: " + cause);
      var _ = ctx.close();
    }
  }
}
