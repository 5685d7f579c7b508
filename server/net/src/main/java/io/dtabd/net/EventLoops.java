package io.dtabd.net;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The threads that all listeners share, and the way they talk to the operating system. */
public final class EventLoops implements AutoCloseable {

  /** How long closing waits for tasks that are still running. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /** How the operating system is asked which sockets are ready. */
  public enum Transport {
    /** Native, on Linux. */
    EPOLL,
    /** Plain Java, everywhere. */
    NIO;

    /** The best that works here. */
    public static Transport best() {
      return Epoll.isAvailable() ? EPOLL : NIO;
    }
  }

  private final Transport transport;
  private final EventLoopGroup group;

  /**
   * @param threads at least 1; as many as there are processors is enough, since nothing blocks them
   */
  public EventLoops(Transport transport, int threads) {
    this.transport = transport;
    var names = new DefaultThreadFactory("dtabd-io", true);
    this.group =
        switch (transport) {
          case EPOLL ->
              new MultiThreadIoEventLoopGroup(threads, names, EpollIoHandler.newFactory());
          case NIO -> new MultiThreadIoEventLoopGroup(threads, names, NioIoHandler.newFactory());
        };
  }

  public Transport transport() {
    return transport;
  }

  /** For servers that bring their own bootstrap. */
  public EventLoopGroup group() {
    return group;
  }

  public List<EventLoop> all() {
    var all = new ArrayList<EventLoop>();
    group.forEach(loop -> all.add((EventLoop) loop));
    return all;
  }

  /** The one that this is called in. */
  public EventLoop current() {
    for (EventExecutor loop : group) {
      if (loop.inEventLoop()) {
        return (EventLoop) loop;
      }
    }
    throw new IllegalStateException(Thread.currentThread() + " is no event loop");
  }

  /** For servers that bring their own bootstrap. */
  public Class<? extends ServerChannel> serverChannelType() {
    return switch (transport) {
      case EPOLL -> EpollServerSocketChannel.class;
      case NIO -> NioServerSocketChannel.class;
    };
  }

  /**
   * How long a task waits in each of the threads before it is run, measured by one.
   *
   * @param limit what is given for a thread that does not come to it in that time
   */
  public List<Duration> delays(Duration limit) throws InterruptedException {
    long start = System.nanoTime();
    var runs = new ArrayList<Future<Duration>>();
    for (EventExecutor loop : group) {
      runs.add(loop.submit(() -> Duration.ofNanos(System.nanoTime() - start)));
    }
    var delays = new ArrayList<Duration>();
    for (Future<Duration> run : runs) {
      long left = limit.toNanos() - (System.nanoTime() - start);
      delays.add(run.await(left, TimeUnit.NANOSECONDS) ? run.getNow() : limit);
    }
    return delays;
  }

  /** Ends the threads; close the listeners before. */
  @Override
  public void close() {
    group
        .shutdownGracefully(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
  }
}
