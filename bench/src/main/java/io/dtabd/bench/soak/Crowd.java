package io.dtabd.bench.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Many watchers: some that stay, some that come and go, some that read slowly or not at all. */
final class Crowd {

  /** How long those who come and go stay, on average. */
  private static final Duration STAY = Duration.ofSeconds(8);

  private final InetSocketAddress server;
  private final Tally tally;
  private final CountDownLatch hurry = new CountDownLatch(1);
  private final CountDownLatch settle = new CountDownLatch(1);
  private final Set<Watcher> present = ConcurrentHashMap.newKeySet();
  private final List<Thread> hosts = new ArrayList<>();

  Crowd(InetSocketAddress server, Tally tally) {
    this.server = server;
    this.tally = tally;
  }

  /** Starts watchers that stay to the end; one in ten reads slowly. */
  void residents(int count, SplittableRandom random) {
    var world = new World(random);
    for (int i = 0; i < count; i++) {
      boolean slow = i % 10 == 0;
      Ask ask = slow && world.oneIn(2) ? world.askOfLarge() : world.ask();
      present.add(start(ask, slow ? Pace.Kind.SLOW : Pace.Kind.FAST));
    }
  }

  /** Keeps so many watchers present, each for a while. */
  void passersBy(int count, SplittableRandom random) {
    host(count, random, world -> start(world.ask(), Pace.Kind.FAST));
  }

  /** Keeps so many watchers present that do not read. */
  void stalled(int count, SplittableRandom random) {
    host(count, random, world -> start(world.askOfLarge(), Pace.Kind.STALLED));
  }

  /** Clients that go away in the middle of a request, or with a reset as soon as they came. */
  void rude(int count, SplittableRandom random) {
    for (int i = 0; i < count; i++) {
      SplittableRandom own = random.split();
      hosts.add(Thread.ofVirtual().start(() -> beRude(new World(own))));
    }
  }

  /** From now on nobody comes or goes, and all read at once. */
  void settle() throws InterruptedException {
    settle.countDown();
    hurry.countDown();
    for (Thread host : hosts) {
      host.join();
    }
  }

  /** Those who are there. */
  List<Watcher> present() {
    return List.copyOf(present);
  }

  void leave() throws InterruptedException {
    for (Watcher watcher : present) {
      watcher.close();
    }
  }

  @FunctionalInterface
  private interface Guest {
    Watcher start(World world);
  }

  private void host(int count, SplittableRandom random, Guest guest) {
    for (int i = 0; i < count; i++) {
      SplittableRandom own = random.split();
      hosts.add(Thread.ofVirtual().start(() -> receive(guest, own)));
    }
  }

  /** One guest after another; the last one stays when all settle. */
  private void receive(Guest guest, SplittableRandom random) {
    var world = new World(random);
    try {
      boolean settled = false;
      while (!settled) {
        Watcher watcher = guest.start(world);
        present.add(watcher);
        settled = settle.await(random.nextLong(2 * STAY.toNanos()), TimeUnit.NANOSECONDS);
        if (!settled) {
          present.remove(watcher);
          watcher.close();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void beRude(World world) {
    try {
      do {
        try (HttpConnection connection = HttpConnection.open(server)) {
          connection.resetWhenClosed();
          if (world.oneIn(2)) {
            connection.sendHalfARequest();
          } else {
            connection.stream(world.ask().watching());
          }
        } catch (IOException e) {
          tally.problem("a connection could not be used: " + e);
        }
      } while (!settle.await(world.random().nextInt(100), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Watcher start(Ask ask, Pace.Kind kind) {
    return Watcher.start(server, ask, new Pace(kind, hurry), tally);
  }
}
