package io.dtabd.serving;

import io.dtabd.live.InTurn;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits for a live value to be known. */
public final class Await {

  /**
   * How long what is not known yet is waited for: a namer that is asked for the first time answers
   * well within it, and clients wait longer.
   */
  public static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  private Await() {}

  /**
   * The first state that is not pending, or {@link State.Pending} if none came in time. Blocks.
   *
   * @throws TooManyQuestionsException if there is no memory for it
   */
  public static <T> State<T> settled(Live<T> live, Duration limit) throws InterruptedException {
    State<T> state = awaitUntil(live, System.nanoTime() + limit.toNanos());
    if (live instanceof SharedAnswer<?> answer) {
      answer.checkKept();
    }
    return state;
  }

  /** Blocks until all are known, or for as long as {@code limit}. */
  public static void allSettled(Iterable<? extends Live<?>> all, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    for (Live<?> live : all) {
      awaitUntil(live, deadline);
    }
  }

  private static <T> State<T> first(Live<T> live, long deadline) throws InterruptedException {
    return live instanceof InTurn<T> costly ? costly.nowInTurn(deadline) : live.now();
  }

  private static <T> State<T> awaitUntil(Live<T> live, long deadline) throws InterruptedException {
    State<T> now = first(live, deadline);
    if (!(now instanceof State.Pending)) {
      return now;
    }
    var changes = new Semaphore(0);
    try (Subscription _ = live.observe(changes::release)) {
      do {
        now = first(live, deadline);
      } while (now instanceof State.Pending
          && changes.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
      return now;
    }
  }
}
