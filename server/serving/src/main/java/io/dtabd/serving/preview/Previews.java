package io.dtabd.serving.preview;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.DtabLint;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Derived;
import io.dtabd.live.FairExecutor;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import io.dtabd.naming.BoundName;
import io.dtabd.naming.Interpreter;
import io.dtabd.naming.Namers;
import io.dtabd.serving.Await;
import io.dtabd.serving.Question;
import io.dtabd.serving.Watcher;
import io.dtabd.serving.Watchers;
import io.dtabd.serving.preview.Preview.Name;
import io.dtabd.serving.preview.Preview.Trees;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.VersionedDtab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Says what a table would change for those who watch, before it is stored. It binds every watched
 * name twice, which may be much work, so it has a thread of its own, on which previews take turns,
 * and a time after which it says what it has found by then.
 */
public final class Previews {

  /** Distinct names that are compared, the most watched first. */
  static final int MAX_NAMES = 10_000;

  /** Names that are listed: more than a person reads. */
  static final int MAX_LISTED = 200;

  /** The nodes of their trees together; at some 200 bytes of JSON each, that is 4 MB. */
  static final int MAX_NODES = 20_000;

  /** For binding. People wait for it, as they type. */
  private static final Duration MAX_TIME = Duration.ofSeconds(5);

  /** For namers that are asked for a name for the first time. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** How long one preview keeps the thread from others. */
  private static final Duration TURN = Duration.ofMillis(20);

  private final DtabStore store;
  private final Watchers watchers;
  private final Namers namers;
  private final Interpreter interpreter;
  private final Derived.Setting setting;
  private final FairExecutor turns;
  private final Duration maxTime;

  /**
   * @param thread where previews are computed, one step at a time
   * @param setting whose executor is not used
   */
  public Previews(
      DtabStore store, Watchers watchers, Namers namers, Derived.Setting setting, Executor thread) {
    this(store, watchers, namers, setting, thread, MAX_TIME);
  }

  /**
   * @param thread where previews are computed, one step at a time
   * @param setting whose executor is not used
   * @param maxTime for binding the names of one; those that are not bound by then are left out
   */
  public Previews(
      DtabStore store,
      Watchers watchers,
      Namers namers,
      Derived.Setting setting,
      Executor thread,
      Duration maxTime) {
    this.store = store;
    this.watchers = watchers;
    this.namers = namers;
    this.interpreter = new Interpreter(namers);
    this.setting = setting;
    this.turns = new FairExecutor(thread, 1);
    this.maxTime = maxTime;
  }

  /**
   * Compares {@code proposed} with what {@code namespace} has now. Blocks.
   *
   * @param asked names that are listed in any case
   */
  public Preview of(Namespace namespace, Dtab proposed, List<Path> asked)
      throws InterruptedException {
    State<Optional<VersionedDtab>> current = Await.settled(store.dtab(namespace), PATIENCE);
    Executor turn = turns.of(new Object());
    DtabLint.Report lint = inTurn(turn, () -> DtabLint.of(proposed, namers::endOf));
    var comparison = new Comparison(current, proposed, Set.copyOf(asked), turn);
    Map<Question.Bind, Integer> names = names(namespace, asked);
    comparison.compare(names.entrySet().stream().limit(MAX_NAMES).toList());
    return new Preview(
        current instanceof State.Ok<Optional<VersionedDtab>>(var found)
            ? found.map(VersionedDtab::version)
            : Optional.empty(),
        comparison.listed,
        comparison.differing,
        comparison.unchanged,
        lint.findings(),
        names.size() <= MAX_NAMES && !comparison.leftOut && lint.complete());
  }

  /** The names that are asked for and those that are watched, with the number of watchers. */
  private Map<Question.Bind, Integer> names(Namespace namespace, List<Path> asked) {
    var names = new LinkedHashMap<Question.Bind, Integer>();
    asked.forEach(path -> names.put(new Question.Bind(namespace, path, Dtab.EMPTY), 0));
    var watched = new HashMap<Question.Bind, Integer>();
    for (Watcher watcher : watchers.of(namespace)) {
      switch (watcher.question()) {
        case Question.Bind bind -> watched.merge(bind, 1, Integer::sum);
        case Question.Resolve(_, var path, var local, _) ->
            watched.merge(new Question.Bind(namespace, path, local), 1, Integer::sum);
        case Question.Addresses _,
            Question.DtabOf _,
            Question.Namespaces _,
            Question.BoundNames _ -> {}
      }
    }
    watched.entrySet().stream()
        .sorted(
            Map.Entry.<Question.Bind, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(each -> names.merge(each.getKey(), each.getValue(), Integer::sum));
    return names;
  }

  private static <T> T inTurn(Executor turn, Supplier<T> work) throws InterruptedException {
    try {
      return CompletableFuture.supplyAsync(work, turn).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a step of a preview has failed", e.getCause());
    }
  }

  /** One preview under way. Steps run one after another, if in more than one thread. */
  private final class Comparison {

    private final State<Dtab> before;
    private final Dtab after;
    private final Set<Path> asked;
    private final Executor turn;
    private final Derived.Setting own;
    private final long deadline = System.nanoTime() + maxTime.toNanos();
    private final List<Name> listed = new ArrayList<>();
    private int nodes;
    private int differing;
    private int unchanged;
    private boolean outOfTime;

    /** Something was not compared, or is not listed. */
    private boolean leftOut;

    Comparison(State<Optional<VersionedDtab>> before, Dtab after, Set<Path> asked, Executor turn) {
      this.before = before.map(found -> found.map(VersionedDtab::dtab).orElse(Dtab.EMPTY));
      this.after = after;
      this.asked = asked;
      this.turn = turn;
      this.own = new Derived.Setting(turn, setting.timer(), setting.linger(), setting.settle());
    }

    private record Waiting(Question.Bind question, int watchers, Derived<Trees> trees) {}

    void compare(List<Map.Entry<Question.Bind, Integer>> names) throws InterruptedException {
      var waiting = new ArrayList<Waiting>();
      try {
        Iterator<Map.Entry<Question.Bind, Integer>> left = names.iterator();
        while (left.hasNext() && !outOfTime) {
          inTurn(
              turn,
              () -> {
                step(left, waiting);
                return true;
              });
        }
        long patience = System.nanoTime() + PATIENCE.toNanos();
        for (Waiting each : waiting) {
          count(each.question, each.watchers, await(each.trees, patience));
        }
      } finally {
        waiting.forEach(each -> each.trees.releaseIfIdle());
      }
    }

    private void step(Iterator<Map.Entry<Question.Bind, Integer>> left, List<Waiting> waiting) {
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
          count(question, name.getValue(), now);
        }
      }
      outOfTime = left.hasNext() && System.nanoTime() - deadline >= 0;
      leftOut |= outOfTime;
    }

    /** Both by the same answers of the namers, so that they differ by the table alone. */
    private State<Trees> bind(Question.Bind question, Derived.Reads reads) {
      State<NameTree<BoundName>> then =
          switch (before) {
            case State.Ok<Dtab>(var dtab) ->
                interpreter.bind(dtab.concat(question.local()), question.path(), reads);
            case State.Pending<Dtab> _ -> State.failed("the store has not answered yet");
            case State.Failed<Dtab>(var reason) -> State.failed(reason);
          };
      State<NameTree<BoundName>> next =
          interpreter.bind(after.concat(question.local()), question.path(), reads);
      return then instanceof State.Pending || next instanceof State.Pending
          ? State.pending()
          : State.ok(new Trees(then, next));
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

    private void count(Question.Bind question, int watchers, State<Trees> state) {
      Trees trees = state instanceof State.Ok<Trees>(var known) ? known : Trees.UNKNOWN;
      var name = new Name(question.path(), question.local(), watchers, trees);
      if (name.differs()) {
        differing++;
      } else if (watchers > 0) {
        unchanged++;
      }
      boolean isAsked = question.local().isEmpty() && asked.contains(question.path());
      if (name.differs() || isAsked || trees.equals(Trees.UNKNOWN)) {
        list(name);
      }
    }

    private void list(Name name) {
      int size = name.trees().size();
      if (listed.size() < MAX_LISTED && nodes + size <= MAX_NODES) {
        nodes += size;
        listed.add(name);
      } else {
        leftOut = true;
      }
    }
  }
}
