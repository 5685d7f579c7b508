package io.dtabd.bench.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs errands side by side, each on a connection that it keeps, until told to stop. */
final class Errands {

  private final InetSocketAddress server;
  private final Tally tally;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  Errands(InetSocketAddress server, Tally tally) {
    this.server = server;
    this.tally = tally;
  }

  /**
   * Runs {@code errand} in so many threads.
   *
   * @param pause about how long each waits between two runs
   */
  void start(int count, Errand errand, Duration pause, SplittableRandom random) {
    for (int i = 0; i < count; i++) {
      SplittableRandom own = random.split();
      threads.add(Thread.ofVirtual().start(() -> repeat(errand, pause, own)));
    }
  }

  /** Returns when the last errand has ended. */
  void stop() throws InterruptedException {
    stop.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void repeat(Errand errand, Duration pause, SplittableRandom random) {
    var world = new World(random);
    boolean stopped = false;
    while (!stopped) {
      try (HttpConnection connection = HttpConnection.open(server)) {
        while (!stopped) {
          errand.run(connection, world, tally);
          stopped = stop.await(random.nextLong(2 * pause.toNanos()), TimeUnit.NANOSECONDS);
        }
      } catch (IOException e) {
        tally.problem("an errand was broken off: " + e);
        stopped = stop.getCount() == 0;
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
