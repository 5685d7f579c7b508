package io.dtabd.live;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Has derived values computed where their party takes turns with others. */
public final class Turn {

  private Turn() {}

  /**
   * What {@code derived} is now. Where that is known already nobody waits.
   *
   * @param party's executor
   * @param deadline in terms of {@link System#nanoTime}
   * @return pending if it was not computed by then
   */
  public static <T> State<T> take(Derived<T> derived, Executor party, long deadline)
      throws InterruptedException {
    if (derived.isCurrent()) {
      return derived.now();
    }
    var computed = new CompletableFuture<State<T>>();
    try {
      party.execute(() -> compute(derived, deadline, computed));
    } catch (RejectedExecutionException e) {
      return derived.now(); // shut down: nobody is left to take turns with
    }
    try {
      return computed.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return State.pending();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a derived value cannot be read", e.getCause());
    }
  }

  /** Callers who have given up by the time of their turn cost nothing more. */
  private static <T> void compute(
      Derived<T> derived, long deadline, CompletableFuture<State<T>> computed) {
    if (deadline - System.nanoTime() <= 0) {
      computed.complete(State.pending());
      return;
    }
    try {
      computed.complete(derived.now());
    } catch (Throwable e) { // who waits must hear of it
      computed.completeExceptionally(e);
    }
  }
}
