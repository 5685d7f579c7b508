package io.dtabd.live;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A timer, and a clock, whose time passes only when a test says so. */
public final class ManualTimer implements Timer, InstantSource {

  private static final Instant START = Instant.parse("1971-01-01T00:00:00Z");

  private record Task(Duration due, long order, Runnable body) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::due).thenComparing(Task::order));
  private Duration now = Duration.ZERO;
  private long added;

  @Override
  public synchronized Subscription after(Duration delay, Runnable body) {
    var task = new Task(now.plus(delay), added++, body);
    tasks.add(task);
    return () -> remove(task);
  }

  @Override
  public synchronized Instant instant() {
    return START.plus(now);
  }

  /** As {@link System#nanoTime}. */
  public synchronized long nanos() {
    return now.toNanos();
  }

  /** Lets time pass, and runs in order what becomes due, in this thread. */
  public void advance(Duration by) {
    Duration end;
    synchronized (this) {
      end = now.plus(by);
    }
    while (true) {
      Task next;
      synchronized (this) {
        next = tasks.peek();
        if (next == null || next.due().compareTo(end) > 0) {
          now = end;
          return;
        }
        tasks.remove();
        now = next.due();
      }
      next.body().run();
    }
  }

  /** How many tasks wait for their time. */
  public synchronized int waiting() {
    return tasks.size();
  }

  private synchronized void remove(Task task) {
    tasks.remove(task);
  }
}
