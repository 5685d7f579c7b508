package io.dtabd.bench.load;

import io.dtabd.config.Limits;
import io.dtabd.config.SocketOptions;
import io.dtabd.live.Subscription;
import io.dtabd.net.EventLoops;
import io.dtabd.net.Listener;
import io.dtabd.net.http.HostRule;
import io.dtabd.net.http.HttpMetrics;
import io.dtabd.net.http.HttpProtocol;
import io.dtabd.net.http.Response;
import io.dtabd.net.http.Router;
import io.dtabd.serving.Delivery;
import io.dtabd.serving.Feed;
import io.dtabd.serving.Message;
import io.dtabd.serving.memory.MemoryBudget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * dtabd's HTTP engine alone: {@code GET} watches the feed of its {@code path}, {@code PUT} sets all
 * feeds to its body. It takes apart what the engine costs and what answering costs.
 *
 * <p>usage: {@code EngineServer PORT THREADS FIRST-MESSAGE}
 */
final class EngineServer {

  private final Map<String, PushedFeed> feeds = new ConcurrentHashMap<>();
  private volatile byte[] newest;

  private EngineServer(byte[] first) {
    newest = first;
  }

  static void main(String[] arguments) throws IOException, InterruptedException {
    var server = new EngineServer(arguments[2].getBytes(StandardCharsets.US_ASCII));
    var router =
        Router.builder()
            .get(
                "watch",
                "/api/1/bind/{ns}",
                request ->
                    Response.stream(
                        "application/json",
                        server.feed(String.valueOf(request.query().first("path"))),
                        Delivery.NONE,
                        0))
            .put(
                "set",
                "/api/1/dtabs/{ns}",
                request -> {
                  server.set(request.body().toByteArray());
                  return Response.noContent();
                })
            .build();
    Listener.open(
        new EventLoops(EventLoops.Transport.best(), Integer.parseInt(arguments[1])),
        new Listener.Options(
            "engine",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])),
            SocketOptions.DEFAULT,
            Limits.DEFAULT.maxConnections(),
            Optional.empty(),
            MemoryBudget.ofThisProcess()),
        new HttpProtocol(
            router, HostRule.NONE, Limits.DEFAULT, SocketOptions.DEFAULT, HttpMetrics.NONE));
    new CountDownLatch(1).await();
  }

  private PushedFeed feed(String path) {
    return feeds.computeIfAbsent(path, _ -> new PushedFeed(newest));
  }

  private void set(byte[] message) {
    newest = message;
    feeds.values().forEach(feed -> feed.set(message));
  }

  private static final class PushedFeed implements Feed {

    private final AtomicLong sequence = new AtomicLong();
    private final List<Runnable> observers = new CopyOnWriteArrayList<>();
    private volatile State state;

    PushedFeed(byte[] first) {
      state = new State.Newest(new Message(first, sequence.incrementAndGet()));
    }

    void set(byte[] message) {
      state = new State.Newest(new Message(message, sequence.incrementAndGet()));
      observers.forEach(Runnable::run);
    }

    @Override
    public State now() {
      return state;
    }

    @Override
    public Subscription observe(Runnable onChange) {
      observers.add(onChange);
      return () -> observers.remove(onChange);
    }
  }
}
