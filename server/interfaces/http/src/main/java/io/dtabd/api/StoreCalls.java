package io.dtabd.api;

import io.dtabd.store.StoreException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Calls of the store that go on to their end, in threads of their own. That of a request is
 * interrupted when its client leaves, and an interrupt in the middle of a write looks to a store
 * like a disk or a connection that fails.
 */
final class StoreCalls {

  private StoreCalls() {}

  /** What a store is asked to do. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws StoreException;
  }

  /**
   * @param name of the thread, for whoever reads a dump
   * @throws InterruptedException if this thread is interrupted; the call goes on
   */
  static <T> T finish(String name, Call<T> call) throws StoreException, InterruptedException {
    var task = new FutureTask<T>(call::run);
    start(name, task);
    return await(task);
  }

  static void start(String name, FutureTask<?> task) {
    Thread.ofVirtual().name(name).start(task);
  }

  /** What {@code task} gives or throws. */
  static <T> T await(FutureTask<T> task) throws StoreException, InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case StoreException refused -> throw refused;
        case RuntimeException problem -> throw problem;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
