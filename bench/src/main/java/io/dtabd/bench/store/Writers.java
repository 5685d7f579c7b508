package io.dtabd.bench.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that write again and again, each on a thread of its own. */
final class Writers {

  /** What one client does again and again. */
  @FunctionalInterface
  interface Write {
    void run() throws Exception;
  }

  /** Makes the client of that number. */
  @FunctionalInterface
  interface Client {
    Write of(int number) throws Exception;
  }

  private Writers() {}

  /** How many writes a second so many clients do. The first failure ends the measurement. */
  static double perSecond(int clients, Duration length, Client client) throws Exception {
    var writes = new ArrayList<Write>();
    for (int i = 0; i < clients; i++) {
      writes.add(client.of(i));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long end = System.nanoTime() + length.toNanos();
      List<Future<Long>> counts =
          writes.stream().map(write -> threads.submit(() -> count(write, end))).toList();
      long all = 0;
      for (Future<Long> count : counts) {
        all += count.get();
      }
      return all / (length.toNanos() / 1e9);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a client failed", e.getCause());
    }
  }

  private static long count(Write write, long end) throws Exception {
    long count = 0;
    while (System.nanoTime() - end < 0) {
      write.run();
      count++;
    }
    return count;
  }
}
