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

  /**
   * Uses {@code executor}; once that is shut down, nothing more is run. What a task throws is
   * logged. The executor should drop what is cancelled ({@code setRemoveOnCancelPolicy}).
   */
  static Timer on(ScheduledExecutorService executor) {
    System.Logger log = System.getLogger(Timer.class.getName());
    return (delay, task) -> {
      Runnable logged =
          () -> {
            try {
              task.run();
            } catch (Throwable e) { // the executor would keep it to itself
              log.log(System.Logger.Level.ERROR, "a task that a timer ran failed", e);
            }
          };
      try {
        Future<?> future = executor.schedule(logged, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
      } catch (RejectedExecutionException e) {
        return Subscription.NONE;
      }
    };
  }
}
