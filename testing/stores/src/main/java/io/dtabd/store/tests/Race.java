package io.dtabd.store.tests;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several threads that do something at the same time. */
final class Race {

  /** What one of them does. */
  @FunctionalInterface
  interface Runner<T> {
    T run(int number) throws Exception;
  }

  private Race() {}

  /** What each gave, in the order of their numbers; fails if one fails. */
  static <T> List<T> of(int threads, Runner<T> runner) throws Exception {
    var start = new CyclicBarrier(threads);
    var results = new ArrayList<T>(threads);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var futures = new ArrayList<Future<T>>(threads);
      for (int i = 0; i < threads; i++) {
        int number = i;
        futures.add(
            executor.submit(
                () -> {
                  start.await();
                  return runner.run(number);
                }));
      }
      for (Future<T> future : futures) {
        results.add(future.get());
      }
    }
    return results;
  }
}
