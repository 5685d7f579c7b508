package io.dtabd.live;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs something later. */
@FunctionalInterface
public interface Timer {

  /**
   * @param task run once, in a thread that others wait for, so it must not block
   * @return cancels it, if it has not begun, when closed
   */
  Subscription after(Duration delay, Runnable task);

  /** Uses {@code executor}; once that is shut down, nothing more is run. */
  static Timer on(ScheduledExecutorService executor) {
    return (delay, task) -> {
      try {
        Future<?> future = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
      } catch (RejectedExecutionException e) {
        return Subscription.NONE;
      }
    };
  }
}
