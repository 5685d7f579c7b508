package io.dtabd.server.web;

import io.dtabd.server.config.Limits;
import io.dtabd.server.config.SocketOptions;
import io.dtabd.server.net.EventLoops;
import io.dtabd.server.net.Listener;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** A listener on the loopback with the routes of a test. */
final class HttpFixture implements AutoCloseable {

  /** Where buffers that nobody released were last touched; found when they are collected. */
  static final List<String> LEAKS = new CopyOnWriteArrayList<>();

  static {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ByteBufUtil.setLeakListener((type, records) -> LEAKS.add(records));
  }

  static final Timeouts LONG =
      new Timeouts(
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(1));

  final CountedHttp metrics = new CountedHttp();
  final HttpProtocol protocol;
  final Listener listener;
  private final EventLoops loops;

  private HttpFixture(
      Router router, Limits limits, Timeouts timeouts, EventLoops.Transport transport) {
    loops = new EventLoops(transport, 2);
    protocol =
        new HttpProtocol(
            new Dispatcher(router, RandomGenerator.getDefault()),
            limits,
            timeouts,
            metrics,
            InstantSource.system(),
            System::nanoTime);
    var options =
        new Listener.Options(
            "test",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            SocketOptions.DEFAULT,
            limits.maxConnections(),
            Optional.empty());
    try {
      listener = Listener.open(loops, options, protocol);
    } catch (IOException e) {
      loops.close();
      throw new UncheckedIOException(e);
    }
  }

  static HttpFixture of(UnaryOperator<Router.Builder> routes) {
    return of(routes, Limits.DEFAULT, LONG);
  }

  static HttpFixture of(UnaryOperator<Router.Builder> routes, Limits limits, Timeouts timeouts) {
    return of(routes, limits, timeouts, EventLoops.Transport.best());
  }

  static HttpFixture of(
      UnaryOperator<Router.Builder> routes,
      Limits limits,
      Timeouts timeouts,
      EventLoops.Transport transport) {
    return new HttpFixture(routes.apply(Router.builder()).build(), limits, timeouts, transport);
  }

  /** One route, {@code GET /} and {@code POST /}, which answers with what was sent. */
  static Router.Builder echo(Router.Builder routes) {
    Handler echo = request -> Response.text(200, request.method() + " " + request.body().text());
    return routes.get("echo", "/", echo).post("echo", "/", echo);
  }

  RawClient connect() {
    return RawClient.connect(listener.address());
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
