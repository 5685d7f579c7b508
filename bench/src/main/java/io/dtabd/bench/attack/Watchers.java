package io.dtabd.bench.attack;

import io.dtabd.bench.soak.HttpConnection;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Neighbours that watch over all interfaces, and one that shifts what they watch: after each shift
 * every one of them has to have the new state.
 */
final class Watchers implements Runnable, AutoCloseable {

  /** A watcher that has not heard of a shift by then was left on an old state. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofMillis(250);

  /** Before a watcher whose stream was ended asks again. */
  private static final Duration RECONNECT_PAUSE = Duration.ofMillis(100);

  private static final int OF_EACH_KIND = 5;

  /** Ports have five digits that are nowhere else in a state. */
  private static final int FIRST_PORT = 20_000;

  private static final int PORTS = 40_000;

  /** The state that all are to have, and who does not have it yet. */
  private static final class Shift {
    private final String port;
    private final Set<String> missing = ConcurrentHashMap.newKeySet();
    private final CountDownLatch left;

    Shift(String port, List<String> watchers) {
      this.port = port;
      missing.addAll(watchers);
      left = new CountDownLatch(watchers.size());
    }

    void told(String watcher, String state) {
      if (state.contains(port) && missing.remove(watcher)) {
        left.countDown();
      }
    }
  }

  private final InetAddress from;
  private final Target target;
  private final ManagedChannel channel;
  private final List<String> names = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile Shift shift = new Shift("none", List.of());
  private final Seen.Now shifts = new Seen.Now();

  /** Shifts that a watcher had not heard of in time, and which. */
  private final Seen.Now stale = new Seen.Now();

  /** Streams and polls that the server has ended. */
  private final Seen.Now ended = new Seen.Now();

  private final AtomicInteger number = new AtomicInteger();

  Watchers(InetAddress from, Target target) {
    this.from = from;
    this.target = target;
    channel = Watches.channel(from, target);
    for (int i = 0; i < OF_EACH_KIND; i++) {
      add("http-" + i, Watches.overHttp(from, target, "h" + i));
      add("mesh-" + i, Watches.overMesh(channel, "m" + i));
      add("thriftmux-" + i, Watches.overThriftmux(from, target, "t" + i));
    }
  }

  private void add(String name, Watch watch) {
    names.add(name);
    threads.add(Thread.ofVirtual().name(name).unstarted(() -> follow(name, watch)));
  }

  int count() {
    return names.size();
  }

  Seen takeShifts() {
    return shifts.take();
  }

  Seen takeStale() {
    return stale.take();
  }

  Seen takeEnded() {
    return ended.take();
  }

  private void follow(String name, Watch watch) {
    try {
      while (true) {
        try {
          watch.follow(state -> shift.told(name, state));
          ended.get().failed(name + ": it came to its end");
        } catch (IOException e) {
          ended.get().failed(name + ": " + e);
        }
        Thread.sleep(RECONNECT_PAUSE);
      }
    } catch (InterruptedException e) {
      // It is over.
    }
  }

  /** Shifts until it is interrupted. */
  @Override
  public void run() {
    threads.forEach(Thread::start);
    try {
      while (true) {
        shift();
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      // It is over.
    }
  }

  private void shift() throws InterruptedException {
    long before = System.nanoTime();
    shiftOnce();
    shifts.get().took(System.nanoTime() - before, PAUSE);
  }

  private void shiftOnce() throws InterruptedException {
    String port = Integer.toString(FIRST_PORT + number.getAndIncrement() % PORTS);
    var next = new Shift(port, names);
    shift = next;
    try (HttpConnection connection = HttpConnection.open(from, target.httpAddress())) {
      var answer =
          connection.call(
              "PUT", "/api/1/dtabs/internal", null, "/svc => /$/inet/127.0.0.1/" + port);
      if (answer.status() != 204) {
        shifts.get().failed("status %d: %s".formatted(answer.status(), answer.body().strip()));
        return;
      }
    } catch (IOException e) {
      shifts.get().failed(e.toString());
      return;
    }
    if (!next.left.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
      String late = next.missing.stream().sorted().collect(Collectors.joining(", "));
      if (!late.isEmpty()) {
        stale.get().failed("of " + port + " nothing heard " + late);
      }
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    channel.shutdownNow();
  }
}
