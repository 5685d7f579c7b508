package io.dtabd.serving.preview;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.DtabLint;
import io.dtabd.dtab.Path;
import io.dtabd.live.Derived;
import io.dtabd.live.FairExecutor;
import io.dtabd.live.State;
import io.dtabd.naming.Interpreter;
import io.dtabd.naming.Namers;
import io.dtabd.serving.Await;
import io.dtabd.serving.Question;
import io.dtabd.serving.Watchers;
import io.dtabd.serving.preview.Preview.Name;
import io.dtabd.serving.preview.Preview.Trees;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.VersionedDtab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

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

  private static final DtabLint.Report NOT_LINTED = new DtabLint.Report(List.of(), false);

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
   * @param maxTime for the turn of one, and again for binding its names; those that are not bound
   *     by then are left out
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
    Executor turn = turn();
    DtabLint.Report lint =
        lint(proposed, turn, System.nanoTime() + maxTime.toNanos()).orElse(NOT_LINTED);
    State<Dtab> before = current.map(found -> found.map(VersionedDtab::dtab).orElse(Dtab.EMPTY));
    var comparison = new Comparison(Set.copyOf(asked));
    Map<Question.Bind, Integer> names =
        WatchedNames.after(asked, namespace, WatchedNames.of(watchers, namespace));
    boolean all =
        tables(before, proposed, turn)
            .bind(
                names.entrySet().stream().limit(MAX_NAMES).toList(),
                System.nanoTime() + maxTime.toNanos(),
                () -> System.nanoTime() + PATIENCE.toNanos(),
                comparison::count);
    return new Preview(
        before,
        current instanceof State.Ok<Optional<VersionedDtab>>(var found)
            ? found.map(VersionedDtab::version)
            : Optional.empty(),
        comparison.listed,
        comparison.differing,
        comparison.unchanged,
        watchers.of(namespace).size(),
        lint.findings(),
        names.size() <= MAX_NAMES && all && !comparison.leftOut && lint.complete());
  }

  /**
   * What binds names by two tables.
   *
   * @param turn from {@link #turn}
   */
  TwoTables tables(State<Dtab> before, Dtab after, Executor turn) {
    return new TwoTables(interpreter, before, after, turn, setting);
  }

  /** The turn of one who asks, among the others. */
  Executor turn() {
    return turns.of(new Object());
  }

  Watchers watchers() {
    return watchers;
  }

  DtabStore store() {
    return store;
  }

  /** What is wrong in {@code dtab} by its text alone; empty if its turn has not come. Blocks. */
  Optional<DtabLint.Report> lint(Dtab dtab, Executor turn, long deadline)
      throws InterruptedException {
    return TwoTables.inTurn(turn, () -> DtabLint.of(dtab, namers::endOf), deadline);
  }

  /** What is found is counted, and listed as far as a person reads. */
  private static final class Comparison {

    private final Set<Path> asked;
    private final List<Name> listed = new ArrayList<>();
    private int nodes;
    private int differing;
    private int unchanged;

    /** Something is not listed. */
    private boolean leftOut;

    Comparison(Set<Path> asked) {
      this.asked = asked;
    }

    void count(Question.Bind question, int watchers, Trees trees) {
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
