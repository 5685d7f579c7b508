package io.dtabd.admin;

import io.dtabd.live.Subscription;
import io.dtabd.live.Timer;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Time that passes when a test says so; what is due runs in the test's thread. */
final class ManualTime implements Timer {

  private record Task(long due, long number, Runnable task) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparing(Task::number));
  private long now;
  private long count;

  @Override
  public synchronized Subscription after(Duration delay, Runnable run) {
    var task = new Task(now + delay.toNanos(), count++, run);
    tasks.add(task);
    return () -> remove(task);
  }

  /** As {@link System#nanoTime}. */
  synchronized long nanos() {
    return now;
  }

  synchronized boolean nothingIsPlanned() {
    return tasks.isEmpty();
  }

  void pass(Duration time) {
    long until = nanos() + time.toNanos();
    for (Runnable due = nextUntil(until); due != null; due = nextUntil(until)) {
      due.run();
    }
  }

  private synchronized @Nullable Runnable nextUntil(long until) {
    Task next = tasks.peek();
    if (next == null || next.due() > until) {
      now = until;
      return null;
    }
    tasks.poll();
    now = next.due();
    return next.task();
  }

  private synchronized void remove(Task task) {
    tasks.remove(task);
  }
}
