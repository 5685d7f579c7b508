package io.dtabd.serving.preview;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Derived;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import io.dtabd.naming.BoundName;
import io.dtabd.naming.Interpreter;
import io.dtabd.naming.LostBranches;
import io.dtabd.serving.Question;
import io.dtabd.serving.preview.Preview.Trees;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Binds names by the table that is there and by another one. Steps run one after another, if in
 * more than one thread, and take turns with those of others.
 */
final class TwoTables {

  /** How long one step keeps the thread from others. */
  private static final Duration TURN = Duration.ofMillis(20);

  /** Told of each name that was bound, or was not in time. */
  @FunctionalInterface
  interface Found {
    void found(Question.Bind question, int watchers, Trees trees);
  }

  private record Waiting(Question.Bind question, int watchers, Derived<Trees> trees) {}

  /**
   * Names for which a namer has not answered. A step may still find some when its caller leaves.
   */
  private static final class Unanswered {

    private final List<Waiting> all = new ArrayList<>();
    private boolean isReleased;

    synchronized void add(Waiting waiting) {
      if (isReleased) {
        waiting.trees.releaseIfIdle();
      } else {
        all.add(waiting);
      }
    }

    synchronized List<Waiting> all() {
      return List.copyOf(all);
    }

    synchronized void release() {
      isReleased = true;
      all.forEach(each -> each.trees.releaseIfIdle());
    }
  }

  private final Interpreter interpreter;
  private final State<Dtab> before;
  private final Dtab after;
  private final Executor turn;
  private final Derived.Setting own;

  TwoTables(
      Interpreter interpreter,
      State<Dtab> before,
      Dtab after,
      Executor turn,
      Derived.Setting setting) {
    this.interpreter = interpreter;
    this.before = before;
    this.after = after;
    this.turn = turn;
    this.own = new Derived.Setting(turn, setting.timer(), setting.linger(), setting.settle());
  }

  /**
   * What {@code work} gives, in its turn; empty if that does not come before the deadline. Blocks
   * until then, or until the work is done if it has begun: it has to be short.
   */
  static <T> Optional<T> inTurn(Executor turn, Supplier<T> work, long deadline)
      throws InterruptedException {
    // Taken by the work that begins or by the caller that leaves, whichever is first.
    var taken = new AtomicBoolean();
    CompletableFuture<Optional<T>> result =
        CompletableFuture.supplyAsync(
            () -> taken.compareAndSet(false, true) ? Optional.of(work.get()) : Optional.empty(),
            turn);
    try {
      return result.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return taken.compareAndSet(false, true) ? Optional.empty() : result(result);
    } catch (InterruptedException e) {
      taken.set(true);
      throw e;
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private static <T> T result(CompletableFuture<T> result) throws InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private static IllegalStateException failure(ExecutionException e) {
    return new IllegalStateException("a step of a preview has failed", e.getCause());
  }

  /**
   * Blocks.
   *
   * @param deadline for binding; names that are not bound by then are left out
   * @param namersUntil for namers that are asked for a name for the first time; asked for when
   *     binding is done
   * @return whether no name was left out
   */
  boolean bind(
      List<Map.Entry<Question.Bind, Integer>> names,
      long deadline,
      LongSupplier namersUntil,
      Found found)
      throws InterruptedException {
    var waiting = new Unanswered();
    try {
      Iterator<Map.Entry<Question.Bind, Integer>> left = names.iterator();
      while (left.hasNext() && System.nanoTime() - deadline < 0) {
        var _ =
            inTurn(
                turn,
                () -> {
                  step(left, waiting, found);
                  return true;
                },
                deadline);
      }
      long end = namersUntil.getAsLong();
      for (Waiting each : waiting.all()) {
        found.found(each.question, each.watchers, known(await(each.trees, end)));
      }
      return !left.hasNext();
    } finally {
      waiting.release();
    }
  }

  /**
   * What one destination leads to by both tables. Blocks.
   *
   * @param deadline for binding and for namers
   */
  Trees bind(NameTree<Path> destination, long deadline) throws InterruptedException {
    var trees =
        new Derived<>(
            own, reads -> both((dtab, lost) -> interpreter.bind(dtab, destination, reads, lost)));
    try {
      State<Trees> now = inTurn(turn, trees::now, deadline).orElse(State.pending());
      return known(now instanceof State.Pending ? await(trees, deadline) : now);
    } finally {
      trees.releaseIfIdle();
    }
  }

  private void step(
      Iterator<Map.Entry<Question.Bind, Integer>> left, Unanswered waiting, Found found) {
    long end = System.nanoTime() + TURN.toNanos();
    while (left.hasNext() && System.nanoTime() - end < 0) {
      Map.Entry<Question.Bind, Integer> name = left.next();
      Question.Bind question = name.getKey();
      var trees = new Derived<>(own, reads -> bind(question, reads));
      State<Trees> now = trees.now();
      if (now instanceof State.Pending) {
        waiting.add(new Waiting(question, name.getValue(), trees));
      } else {
        trees.releaseIfIdle();
        found.found(question, name.getValue(), known(now));
      }
    }
  }

  private State<Trees> bind(Question.Bind question, Derived.Reads reads) {
    return both(
        (dtab, lost) ->
            interpreter.bind(dtab.concat(question.local()), question.path(), reads, lost));
  }

  /** Both by the same answers of the namers, so that they differ by the table alone. */
  private State<Trees> both(BiFunction<Dtab, LostBranches, State<NameTree<BoundName>>> binding) {
    var lostBefore = new LostBranches();
    State<NameTree<BoundName>> then =
        switch (before) {
          case State.Ok<Dtab>(var dtab) -> binding.apply(dtab, lostBefore);
          case State.Pending<Dtab> _ -> State.failed("the store has not answered yet");
          case State.Failed<Dtab>(var reason) -> State.failed(reason);
        };
    var lost = new LostBranches();
    State<NameTree<BoundName>> next = binding.apply(after, lost);
    return then instanceof State.Pending || next instanceof State.Pending
        ? State.pending()
        : State.ok(new Trees(then, next, lostBefore.all(), lost.all()));
  }

  /** While it is observed, it is computed in its turn and not here. */
  private static State<Trees> await(Derived<Trees> trees, long deadline)
      throws InterruptedException {
    var changes = new Semaphore(0);
    try (Subscription _ = trees.observe(changes::release)) {
      while (trees.last() instanceof State.Pending
          && changes.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        // Something has changed: look again.
      }
      return trees.last();
    }
  }

  private static Trees known(State<Trees> state) {
    return state instanceof State.Ok<Trees>(var trees) ? trees : Trees.UNKNOWN;
  }
}
