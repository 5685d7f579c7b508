package io.dtabd.net;

import io.dtabd.config.SocketOptions;
import io.dtabd.serving.memory.MemoryBudget;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port on which a {@link Protocol} is spoken, and its connections. */
public final class Listener implements ListeningPort {

  private static final Logger log = LoggerFactory.getLogger(Listener.class);

  /** Closing a socket takes no time; this is for an event loop that is busy. */
  private static final Duration ABORT_TIMEOUT = Duration.ofSeconds(2);

  /**
   * What to listen on.
   *
   * @param name for logs and metrics, such as {@code io.l5d.httpController}
   * @param address port 0 for any that is free
   * @param maxConnections those over it are closed as soon as they are accepted
   * @param tls none for plain text
   * @param memory what its connections may hold, together with those of other listeners
   */
  public record Options(
      String name,
      InetSocketAddress address,
      SocketOptions sockets,
      int maxConnections,
      Optional<ReloadingTls> tls,
      MemoryBudget memory) {}

  private final Options options;
  private final Channel channel;
  private final ConnectionLimit connectionLimit;
  private final Map<EventExecutor, ConnectionTable> tables;

  private Listener(
      Options options,
      Channel channel,
      ConnectionLimit connectionLimit,
      Map<EventExecutor, ConnectionTable> tables) {
    this.options = options;
    this.channel = channel;
    this.connectionLimit = connectionLimit;
    this.tables = tables;
  }

  /**
   * Begins to accept connections.
   *
   * @throws ListenException if the address cannot be had, saying what to do
   */
  public static Listener open(EventLoops loops, Options options, Protocol protocol)
      throws ListenException {
    return open(loops, options, protocol, System::nanoTime);
  }

  /**
   * Begins to accept connections.
   *
   * @param nanoClock as {@link System#nanoTime}; what connections are told at each tick
   * @throws ListenException if the address cannot be had, saying what to do
   */
  public static Listener open(
      EventLoops loops, Options options, Protocol protocol, LongSupplier nanoClock)
      throws ListenException {
    if (options.address().isUnresolved()) {
      throw ListenException.of(options.name(), options.address(), null);
    }
    var connectionLimit = new ConnectionLimit(options.maxConnections());
    var tables = new HashMap<EventExecutor, ConnectionTable>();
    for (EventExecutor loop : loops.group()) {
      tables.put(
          loop,
          new ConnectionTable((EventLoop) loop, connectionLimit, options.memory(), nanoClock));
    }
    var bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverChannelType())
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    options
                        .tls()
                        .ifPresent(
                            tls -> channel.pipeline().addLast(tls.newHandler(channel.alloc())));
                    Connection connection = protocol.begin(channel);
                    connection.table = Objects.requireNonNull(tables.get(channel.eventLoop()));
                    channel.pipeline().addLast(connection);
                  }
                });
    SocketSetup.configure(options(bootstrap), loops.transport(), options.sockets());
    ChannelFuture bound = bootstrap.bind(options.address()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw ListenException.of(options.name(), options.address(), bound.cause());
    }
    return new Listener(options, bound.channel(), connectionLimit, tables);
  }

  private static SocketSetup.Bootstrap options(ServerBootstrap bootstrap) {
    return new SocketSetup.Bootstrap() {
      @Override
      public <T> void option(ChannelOption<T> option, T value) {
        bootstrap.option(option, value);
      }

      @Override
      public <T> void childOption(ChannelOption<T> option, T value) {
        bootstrap.childOption(option, value);
      }
    };
  }

  @Override
  public String name() {
    return options.name();
  }

  @Override
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  @Override
  public int connections() {
    return connectionLimit.taken();
  }

  @Override
  public long accepted() {
    return connectionLimit.accepted();
  }

  @Override
  public long refused() {
    return connectionLimit.refused();
  }

  @Override
  public void drain() {
    channel.close().awaitUninterruptibly();
    tables.values().forEach(ConnectionTable::drain);
  }

  @Override
  public void close(Duration grace) throws InterruptedException {
    drain();
    if (!connectionLimit.awaitEmpty(grace)) {
      log.warn(
          "{}: closing {} connections that were not done within {} ms",
          name(),
          connectionLimit.taken(),
          grace.toMillis());
      tables.values().forEach(ConnectionTable::abort);
      connectionLimit.awaitEmpty(ABORT_TIMEOUT);
    }
  }
}
