package io.dtabd.live;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Lets parties take turns at an executor, so that one with many slow tasks delays the others by one
 * task for each thread, and not by all of them.
 *
 * <p>Inside: a party that has tasks stands in {@code turns} once. A few runners are with the
 * executor; each runs one task of the party whose turn it is, sends that party to the end, and goes
 * to the end of the executor's own queue, so that others who use it get their turn too.
 */
public final class FairExecutor {

  private final Executor executor;
  private final int maxRunners;

  private final Map<Object, Queue<Runnable>> waiting = new HashMap<>();
  private final Queue<Object> turns = new ArrayDeque<>();
  private int runners;

  /**
   * @param maxRunners how many tasks run at a time at the most
   */
  public FairExecutor(Executor executor, int maxRunners) {
    this.executor = executor;
    this.maxRunners = maxRunners;
  }

  /** Runs tasks on behalf of {@code party}, in order. Equal parties are one. */
  public Executor of(Object party) {
    return task -> execute(party, task);
  }

  private void execute(Object party, Runnable task) {
    synchronized (this) {
      Queue<Runnable> tasks = waiting.get(party);
      if (tasks == null) {
        tasks = new ArrayDeque<>(4);
        waiting.put(party, tasks);
        turns.add(party);
      }
      tasks.add(task);
      if (runners == maxRunners) {
        return;
      }
      runners++;
    }
    submitRunner();
  }

  private void submitRunner() {
    try {
      executor.execute(this::runOne);
    } catch (RejectedExecutionException e) {
      synchronized (this) {
        runners--;
      }
      throw e;
    }
  }

  private void runOne() {
    Runnable task = take();
    if (task != null) {
      try {
        task.run();
      } finally {
        goOn();
      }
    }
  }

  private void goOn() {
    try {
      submitRunner();
    } catch (RejectedExecutionException e) {
      // Shut down: what still waits is dropped, as in the executor's own queue.
    }
  }

  private synchronized @Nullable Runnable take() {
    Object party = turns.poll();
    if (party == null) {
      runners--;
      return null;
    }
    Queue<Runnable> tasks = waiting.get(party);
    if (tasks == null) {
      throw new AssertionError("a party without tasks has no turn");
    }
    Runnable task = tasks.remove();
    if (tasks.isEmpty()) {
      waiting.remove(party);
    } else {
      turns.add(party);
    }
    return task;
  }
}
