package io.dtabd.bench.soak;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens, and keeps what should not. */
final class Tally {

  /** What is counted. */
  enum Event {
    TABLES_WRITTEN,
    WRITES_REFUSED,
    FILES_CHANGED,
    ONE_SHOT_ANSWERS,
    ONE_SHOT_FAILURES,
    STREAMS_OPENED,
    STREAMS_REFUSED,
    STREAMS_ENDED_BY_SERVER,
    STALLED_CUT_OFF,
    STATES_RECEIVED
  }

  /** Further ones are only counted: what goes wrong tends to do so often. */
  private static final int MAX_PROBLEMS_KEPT = 20;

  private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);
  private final AtomicLong problems = new AtomicLong();
  private final List<String> firstProblems = new ArrayList<>();

  Tally() {
    for (Event event : Event.values()) {
      counts.put(event, new LongAdder());
    }
  }

  void count(Event event) {
    counter(event).increment();
  }

  long of(Event event) {
    return counter(event).sum();
  }

  void problem(String text) {
    if (problems.incrementAndGet() <= MAX_PROBLEMS_KEPT) {
      synchronized (firstProblems) {
        firstProblems.add(text);
      }
    }
  }

  long problems() {
    return problems.get();
  }

  List<String> firstProblems() {
    synchronized (firstProblems) {
      return List.copyOf(firstProblems);
    }
  }

  private LongAdder counter(Event event) {
    return Objects.requireNonNull(counts.get(event)); // it has every constant
  }
}
