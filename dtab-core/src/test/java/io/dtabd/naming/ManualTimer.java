package io.dtabd.naming;

import io.dtabd.live.Subscription;
import io.dtabd.live.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes when a test says so; what is due runs in the test's thread. */
final class ManualTimer implements Timer, InstantSource {

  private record Task(Instant due, long number, Runnable task) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::due).thenComparing(Task::number));
  private Instant now = Instant.EPOCH.plus(Duration.ofDays(365));
  private long count;

  @Override
  public synchronized Subscription after(Duration delay, Runnable run) {
    var task = new Task(now.plus(delay), count++, run);
    tasks.add(task);
    return () -> remove(task);
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  void pass(Duration time) {
    Instant until = instant().plus(time);
    for (Runnable due = nextUntil(until); due != null; due = nextUntil(until)) {
      due.run();
    }
  }

  private synchronized @org.jspecify.annotations.Nullable Runnable nextUntil(Instant until) {
    Task next = tasks.peek();
    if (next == null || next.due().isAfter(until)) {
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
