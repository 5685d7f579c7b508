package io.dtabd.net.http;

import static org.awaitility.Awaitility.await;

import io.dtabd.config.Limits;
import io.dtabd.config.SocketOptions;
import io.dtabd.net.Connection;
import io.dtabd.net.EventLoops;
import io.dtabd.net.Listener;
import io.dtabd.serving.memory.MemoryBudget;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A listener on the loopback with the routes of a test. Its time stands still unless the test lets
 * it {@link #pass}, so that no connection is closed because the machine is slow.
 */
final class HttpFixture implements AutoCloseable {

  /** Where buffers that nobody released were last touched; found when they are collected. */
  static final List<String> LEAKS = new CopyOnWriteArrayList<>();

  static {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ByteBufUtil.setLeakListener((type, records) -> LEAKS.add(records));
  }

  private static final long MAX_HEAP = Runtime.getRuntime().maxMemory();

  private static final Timeouts SOME =
      new Timeouts(
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(1));

  final CountedHttp metrics = new CountedHttp();
  final HttpProtocol protocol;
  final Listener listener;
  private final EventLoops loops;
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong ticks = new AtomicLong();
  private final MemoryBudget memory;
  private volatile @Nullable Channel newest;

  private HttpFixture(
      Router router, Limits limits, Timeouts timeouts, EventLoops.Transport transport) {
    this(router, limits, timeouts, transport, MAX_HEAP, MAX_HEAP);
  }

  /**
   * @param memory for all clients
   * @param memoryOfAddress for those of one address
   */
  private HttpFixture(
      Router router,
      Limits limits,
      Timeouts timeouts,
      EventLoops.Transport transport,
      long memory,
      long memoryOfAddress) {
    this.memory = new MemoryBudget(memory, memoryOfAddress, _ -> false, nanos::get);
    loops = new EventLoops(transport, 2);
    protocol =
        new HttpProtocol(
            new Dispatcher(router, HostRule.NONE, RandomGenerator.getDefault()),
            limits,
            timeouts,
            metrics,
            InstantSource.system(),
            nanos::get);
    var options =
        new Listener.Options(
            "test",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            SocketOptions.DEFAULT,
            limits.maxConnections(),
            Optional.empty(),
            this.memory);
    try {
      listener = Listener.open(loops, options, this::begin, this::tick);
    } catch (IOException e) {
      loops.close();
      throw new UncheckedIOException(e);
    }
  }

  /** What is kept for clients besides their connections. */
  long keptBytes() {
    return memory.kept() - (long) listener.connections() * Connection.BYTES;
  }

  private Connection begin(Channel channel) {
    newest = channel;
    return protocol.begin(channel);
  }

  private long tick() {
    ticks.incrementAndGet();
    return nanos.get();
  }

  static HttpFixture of(UnaryOperator<Router.Builder> routes) {
    return of(routes, Limits.DEFAULT);
  }

  static HttpFixture of(UnaryOperator<Router.Builder> routes, Limits limits) {
    return of(routes, limits, SOME);
  }

  static HttpFixture of(UnaryOperator<Router.Builder> routes, Limits limits, Timeouts timeouts) {
    return of(routes, limits, timeouts, EventLoops.Transport.best());
  }

  static HttpFixture of(UnaryOperator<Router.Builder> routes, EventLoops.Transport transport) {
    return new HttpFixture(routes.apply(Router.builder()).build(), Limits.DEFAULT, SOME, transport);
  }

  private static HttpFixture of(
      UnaryOperator<Router.Builder> routes,
      Limits limits,
      Timeouts timeouts,
      EventLoops.Transport transport) {
    return new HttpFixture(routes.apply(Router.builder()).build(), limits, timeouts, transport);
  }

  /** With little memory, and time enough for clients. */
  static HttpFixture of(
      UnaryOperator<Router.Builder> routes, long memory, long memoryOfAddress, Duration stall) {
    return new HttpFixture(
        routes.apply(Router.builder()).build(),
        Limits.DEFAULT,
        new Timeouts(Duration.ofDays(1), Duration.ofDays(1), stall, stall),
        EventLoops.Transport.best(),
        memory,
        memoryOfAddress);
  }

  /** One route, {@code GET /} and {@code POST /}, which answers with what was sent. */
  static Router.Builder echo(Router.Builder routes) {
    Handler echo = request -> Response.text(200, request.method() + " " + request.body().text());
    return routes.get("echo", "/", echo).post("echo", "/", echo);
  }

  RawClient connect() {
    return RawClient.connect(listener.address());
  }

  /** Lets time pass for the server. */
  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /**
   * Lets time pass again and again until what it leads to has happened. Once may be too soon: what
   * a client has got, its connection may still be about to have done.
   */
  void passUntil(Duration step, Callable<Boolean> condition) {
    await()
        .until(
            () -> {
              pass(step);
              return condition.call();
            });
  }

  /** Waits until every connection, if they are of one event loop, has seen what time it is. */
  void awaitTick() {
    long seen = ticks.get() + 1; // that one may have begun before, the next begins after its end
    await().until(() -> ticks.get() > seen);
  }

  /** Whether the connection that was opened last is being read from. */
  boolean isReading() {
    Channel channel = newest;
    return channel != null && channel.config().isAutoRead();
  }

  @Override
  public void close() {
    try {
      listener.close(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loops.close();
  }
}
