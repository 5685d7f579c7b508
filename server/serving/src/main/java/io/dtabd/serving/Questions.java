package io.dtabd.serving;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Derived;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.naming.Addr;
import io.dtabd.naming.BoundName;
import io.dtabd.naming.Interpreter;
import io.dtabd.naming.Namers;
import io.dtabd.naming.Resolver;
import io.dtabd.serving.memory.MemoryBudget;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.VersionedDtab;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Answers what clients ask and watch, over whichever protocol. Who asks an equal question gets the
 * same answer object, so that each is computed once however many watch it. Every method may compute
 * and is to be called where that is permitted, not on an event loop.
 */
public final class Questions {

  /**
   * How many answers are kept.
   *
   * @param questions at the most, used or not; above it new questions are refused
   * @param idle of those, how many that nobody uses at the moment
   * @param idleWeight how many labels, nodes and endpoints those have together
   */
  public record Limits(int questions, int idle, long idleWeight) {

    /**
     * 100,000 watchers, each with a question of its own and as many for addresses, fit; what is
     * idle takes 100 MB at the worst.
     */
    public static final Limits DEFAULT = new Limits(200_000, 10_000, 1_000_000);
  }

  private final DtabStore store;
  private final Tables tables;
  private final Interpreter interpreter;
  private final Namers namers;
  private final AnswerCache answerCache;
  private final AtomicLong messages = new AtomicLong();

  /**
   * @param setting its linger time is how long an answer stays that nobody uses, at least
   * @param memory where questions count, with their answers
   */
  public Questions(
      DtabStore store,
      Tables tables,
      Namers namers,
      Derived.Setting setting,
      Limits limits,
      MemoryBudget memory) {
    this.store = store;
    this.tables = tables;
    this.interpreter = new Interpreter(namers);
    this.namers = namers;
    this.answerCache = new AnswerCache(setting, limits, memory);
  }

  /**
   * What {@code path} means in a namespace, which is the empty dtab if it is not there.
   *
   * @param local follows the namespace's dtab, and so is asked first
   * @throws TooManyQuestionsException here and below, if there is no room for another question
   */
  public SharedAnswer<NameTree<BoundName>> bind(Namespace namespace, Path path, Dtab local) {
    var question = new Question.Bind(namespace, path, local);
    return ask(
        question,
        Weights::ofBound,
        reads ->
            ofTable(
                reads.read(tables.of(namespace)),
                table -> interpreter.bind(dtab(table).concat(local), path, reads)));
  }

  /**
   * The addresses of the leaf that {@code draw} falls on; failed if the path cannot be bound, while
   * they may themselves have failed.
   *
   * @param draw from 0 to 1 exclusive; for a stream, which keeps it. Who asks once should {@link
   *     #bind} and pick, so that the answer can be shared.
   */
  public SharedAnswer<State<Addr>> resolve(
      Namespace namespace, Path path, Dtab local, double draw) {
    Live<Answer<NameTree<BoundName>>> bound = bind(namespace, path, local).versioned();
    return ask(
        new Question.Resolve(namespace, path, local, draw),
        addr -> addr instanceof State.Ok<Addr>(var known) ? Weights.of(known) : 1,
        reads -> {
          Answer<NameTree<BoundName>> tree = Answer.of(reads.read(bound));
          return new Answer<>(
              switch (tree.state()) {
                case State.Pending<NameTree<BoundName>> _ -> State.pending();
                case State.Failed<NameTree<BoundName>>(var reason) -> State.failed(reason);
                case State.Ok<NameTree<BoundName>>(var leaves) ->
                    switch (Resolver.resolve(leaves, draw, reads)) {
                      case State.Pending<Addr> _ -> State.pending();
                      case State<Addr> addr -> State.ok(addr);
                    };
              },
              tree.table());
        });
  }

  /** The addresses of a bound id. */
  public SharedAnswer<Addr> addresses(Path id) {
    return ask(
        new Question.Addresses(id),
        Weights::of,
        reads -> Answer.withoutTable(interpreter.addr(id, reads)));
  }

  /** The dtab of a namespace, empty while it is not there. */
  public SharedAnswer<Optional<VersionedDtab>> dtab(Namespace namespace) {
    return ask(
        new Question.DtabOf(namespace),
        _ -> 0, // it is the store's, which has it in any case
        reads -> ofTable(reads.read(tables.of(namespace)), table -> State.ok(table.dtab())));
  }

  /** Which namespaces there are. */
  public SharedAnswer<SortedSet<Namespace>> namespaces() {
    return ask(
        new Question.Namespaces(),
        _ -> 0,
        reads -> Answer.withoutTable(reads.read(store.namespaces())));
  }

  /** The ids that the namers can list, sorted. */
  public SharedAnswer<List<Path>> boundNames() {
    return ask(
        new Question.BoundNames(),
        List::size,
        reads -> Answer.withoutTable(namers.boundNames(reads)));
  }

  /** How many different questions are kept, used or idle. */
  public int count() {
    return answerCache.count();
  }

  /** How many of them nobody uses at the moment. */
  public int idleCount() {
    return answerCache.idleCount();
  }

  /** The labels, nodes and endpoints of those. */
  public long idleWeight() {
    return answerCache.idleWeight();
  }

  /** How many idle ones had to make room for others, since the start. */
  public long evicted() {
    return answerCache.evicted();
  }

  /** How many questions were refused because there was no room, since the start. */
  public long refused() {
    return answerCache.refused();
  }

  /** How many messages were encoded, since the start. */
  public long encoded() {
    return messages.get();
  }

  private interface OfTable<T> {
    State<T> answer(Tables.Table table);
  }

  private static <T> Answer<T> ofTable(State<Tables.Table> table, OfTable<T> answer) {
    return switch (table) {
      case State.Pending<Tables.Table> _ -> Answer.withoutTable(State.pending());
      case State.Failed<Tables.Table>(var reason) -> Answer.withoutTable(State.failed(reason));
      case State.Ok<Tables.Table>(var known) ->
          new Answer<>(answer.answer(known), Optional.of(known.version()));
    };
  }

  private static Dtab dtab(Tables.Table table) {
    return table.dtab().map(VersionedDtab::dtab).orElse(Dtab.EMPTY);
  }

  private interface Answering<T> {
    Answer<T> answer(Derived.Reads reads);
  }

  @SuppressWarnings("unchecked") // what is kept under a question was made for it here
  private <T> SharedAnswer<T> ask(
      Question question, ToIntFunction<T> weigher, Answering<T> answering) {
    // What does not depend on a namespace is one party for each kind of question.
    Object party = question.table().<Object>map(namespace -> namespace).orElse(question.kind());
    Supplier<SharedAnswer<T>> make =
        () ->
            new SharedAnswer<>(
                question,
                answerCache,
                tables.settingOf(party),
                messages,
                weigher,
                reads -> State.ok(answering.answer(reads)));
    return (SharedAnswer<T>) answerCache.get(question, make);
  }
}
