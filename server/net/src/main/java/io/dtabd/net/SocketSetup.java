package io.dtabd.net;

import io.dtabd.config.SocketOptions;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the sockets of all listeners are set up. */
public final class SocketSetup {

  private static final Logger log = LoggerFactory.getLogger(SocketSetup.class);

  /**
   * One read takes at most this much; it is also the bound on pipelined input that was read before
   * reading paused. Buffers begin small and go back to the pool after each read, so that an idle
   * connection holds none.
   */
  private static final int MAX_READ_BYTES = 16 * 1024;

  private static final int FIRST_READ_BYTES = 2 * 1024;

  /**
   * What the kernel keeps of what was not sent yet. Past it a write waits, so a reader that has
   * stopped costs this much and not the megabytes to which a send buffer may grow.
   */
  private static final long MAX_UNSENT_BYTES = 128 * 1024;

  /** Silent clients are asked for a sign of life after this, then every 15 s, four times. */
  private static final Duration KEEP_ALIVE_IDLE = Duration.ofSeconds(60);

  private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(15);
  private static final int KEEP_ALIVE_PROBES = 4;

  /** What takes options, for the listening socket and for the connections. */
  public interface Bootstrap {

    <T> void option(ChannelOption<T> option, T value);

    <T> void childOption(ChannelOption<T> option, T value);
  }

  private SocketSetup() {}

  public static void configure(
      Bootstrap bootstrap, EventLoops.Transport transport, SocketOptions sockets) {
    // A stream may be silent for days, so a client that vanished is found by probes or never.
    boolean keepAlive = sockets.keepAlive().orElse(true);
    bootstrap.option(ChannelOption.SO_REUSEADDR, sockets.reuseAddr());
    bootstrap.childOption(ChannelOption.TCP_NODELAY, sockets.noDelay());
    bootstrap.childOption(ChannelOption.SO_KEEPALIVE, keepAlive);
    bootstrap.childOption(
        ChannelOption.RECVBUF_ALLOCATOR,
        new AdaptiveRecvByteBufAllocator(64, FIRST_READ_BYTES, MAX_READ_BYTES));
    sockets.backlog().ifPresent(backlog -> bootstrap.option(ChannelOption.SO_BACKLOG, backlog));
    switch (transport) {
      case EPOLL -> {
        bootstrap.option(UnixChannelOption.SO_REUSEPORT, sockets.reusePort());
        bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, MAX_UNSENT_BYTES);
        if (keepAlive) {
          bootstrap.childOption(EpollChannelOption.TCP_KEEPIDLE, (int) KEEP_ALIVE_IDLE.toSeconds());
          bootstrap.childOption(
              EpollChannelOption.TCP_KEEPINTVL, (int) KEEP_ALIVE_INTERVAL.toSeconds());
          bootstrap.childOption(EpollChannelOption.TCP_KEEPCNT, KEEP_ALIVE_PROBES);
        }
      }
      case NIO -> {
        if (sockets.reusePort()) {
          log.warn("socketOptions.reusePort works on Linux only; it is ignored");
        }
      }
    }
  }
}
