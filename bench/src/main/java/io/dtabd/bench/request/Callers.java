package io.dtabd.bench.request;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one server, each with one request at a time, all in one thread: the rest of the
 * machine is the server's.
 */
final class Callers implements AutoCloseable {

  /** How long a run may take beyond its time: a server that falls behind may catch up. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final EventLoopGroup loops;
  private final EventLoop loop;
  private final List<Channel> channels = new ArrayList<>();
  private final List<byte[]> requests;

  // The rest belongs to the event loop.
  private final ArrayDeque<Caller> idle = new ArrayDeque<>();
  private @Nullable Run run;
  private int nextRequest;

  private Callers(EventLoopGroup loops, List<byte[]> requests) {
    this.loops = loops;
    this.loop = loops.next();
    this.requests = requests;
  }

  /**
   * Opens so many connections.
   *
   * @param requests what is sent, in turn
   */
  static Callers open(InetSocketAddress server, int connections, List<byte[]> requests)
      throws InterruptedException {
    boolean epoll = Epoll.isAvailable();
    var loops =
        new MultiThreadIoEventLoopGroup(
            1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    var callers = new Callers(loops, requests);
    var bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(callers.new Caller());
                  }
                });
    for (int i = 0; i < connections; i++) {
      callers.channels.add(bootstrap.connect(server).sync().channel());
    }
    return callers;
  }

  /** Each connection asks again as soon as it has its answer. */
  Seen asFastAsItGoes(Duration length) throws IOException, InterruptedException {
    return run(new Pace.Unbroken(System.nanoTime() + length.toNanos()), length);
  }

  /**
   * Requests are due at a steady rate, and their time counts from when they were due, though all
   * connections may have been taken.
   */
  Seen atRate(double perSecond, Duration length) throws IOException, InterruptedException {
    long count = Math.max(1, Math.round(perSecond * length.toNanos() / 1e9));
    return run(new Pace.Steady(System.nanoTime(), perSecond, count), length);
  }

  private Seen run(Pace pace, Duration length) throws IOException, InterruptedException {
    var next = new Run(pace);
    loop.execute(
        () -> {
          run = next;
          next.send();
        });
    try {
      return next.done.get(length.plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("requests were still unanswered %s later".formatted(PATIENCE), e);
    }
  }

  @Override
  public void close() {
    for (Channel channel : channels) {
      var _ = channel.close();
    }
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** One measurement. */
  private final class Run {

    private final Pace pace;
    private final Seen seen = new Seen(System.nanoTime());
    private final CompletableFuture<Seen> done = new CompletableFuture<>();
    private boolean waits;
    private int underWay;

    Run(Pace pace) {
      this.pace = pace;
    }

    /** Sends what is due as far as there are connections, and comes back for what is not yet. */
    void send() {
      long now = System.nanoTime();
      while (!idle.isEmpty() && !pace.isOver(now) && pace.nanosToNext(now) <= 0) {
        underWay++;
        idle.remove().ask(pace.take(now));
      }
      if (pace.isOver(now)) {
        if (underWay == 0) {
          done.complete(seen);
        }
      } else if (!idle.isEmpty() && !waits) {
        waits = true;
        var _ =
            loop.schedule(
                () -> {
                  waits = false;
                  send();
                },
                pace.nanosToNext(now),
                TimeUnit.NANOSECONDS);
      }
    }

    void answered(long due) {
      seen.add(due, System.nanoTime());
      underWay--;
      send();
    }
  }

  /** One connection. */
  private final class Caller extends ByteToMessageDecoder {

    private final AnswerReader reader = new AnswerReader();
    private @Nullable ChannelHandlerContext context;
    private long due;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      context = ctx;
      idle.add(this);
    }

    void ask(long dueAt) {
      due = dueAt;
      byte[] request = requests.get(nextRequest);
      nextRequest = (nextRequest + 1) % requests.size();
      if (context != null) {
        var _ = context.writeAndFlush(Unpooled.wrappedBuffer(request), context.voidPromise());
      }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
        throws IOException {
      int length = reader.length(in);
      if (length > 0) {
        in.skipBytes(length);
        idle.add(this);
        if (run != null) {
          run.answered(due);
        }
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      fail(new EOFException("the server has closed the connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      fail(cause);
      var _ = ctx.close();
    }

    private void fail(Throwable cause) {
      if (run != null) {
        run.done.completeExceptionally(cause);
      }
    }
  }
}
