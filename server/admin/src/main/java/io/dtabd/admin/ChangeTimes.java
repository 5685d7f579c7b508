package io.dtabd.admin;

import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.Revision;
import io.dtabd.store.StoreException;
import io.dtabd.store.Version;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * When the versions that are in force were written. The store's history knows it, and reading that
 * takes a while: so it is read behind the back of whoever asks, one namespace at a time and once
 * for each version, and the answer is there when they ask again.
 */
final class ChangeTimes {

  /**
   * How many namespaces are read that are met for the first time. A store of a network answers some
   * hundred such questions a second; of more namespaces, only what changes from then on is read.
   */
  private static final int MAX_FIRST = 1_000;

  private final DtabStore store;
  private final Executor executor;

  /** Of each namespace that was asked for, the last version. */
  private final Map<Namespace, Known> known = new HashMap<>();

  private final SequencedSet<Namespace> waiting = new LinkedHashSet<>();
  private boolean reading;

  /**
   * @param time null while it is not known, and where the history does not have it
   */
  private record Known(Version version, @Nullable Instant time) {}

  /**
   * @param executor where the store is read, which blocks
   */
  ChangeTimes(DtabStore store, Executor executor) {
    this.store = store;
    this.executor = executor;
  }

  /** When it was written, as far as that is known by now. */
  synchronized Optional<Instant> of(Namespace namespace, Version version) {
    Known last = known.get(namespace);
    if (last != null && last.version.equals(version)) {
      return Optional.ofNullable(last.time);
    }
    if (last != null || known.size() < MAX_FIRST) {
      waiting.add(namespace);
    }
    known.put(namespace, new Known(version, null));
    if (!reading && !waiting.isEmpty()) {
      reading = true;
      executor.execute(this::read);
    }
    return Optional.empty();
  }

  /** Forgets all other namespaces. */
  synchronized void keep(Set<Namespace> namespaces) {
    known.keySet().retainAll(namespaces);
  }

  private void read() {
    for (Namespace next = next(); next != null; next = next()) {
      try {
        learn(next, store.history(next));
      } catch (StoreException | RuntimeException e) {
        // Then the page does without it.
      }
    }
  }

  private synchronized @Nullable Namespace next() {
    Namespace next = waiting.isEmpty() ? null : waiting.removeFirst();
    reading = next != null;
    return next;
  }

  private synchronized void learn(Namespace namespace, List<Revision> history) {
    Known asked = known.get(namespace);
    for (Revision revision : history) {
      if (asked != null && revision.version().equals(asked.version)) {
        known.put(namespace, new Known(asked.version, revision.time()));
        return;
      }
    }
  }
}
