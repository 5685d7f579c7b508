package io.dtabd.store.etcd;

import io.dtabd.live.Live;
import io.dtabd.live.LiveMap;
import io.dtabd.live.State;
import io.dtabd.store.InvalidDtabs;
import io.dtabd.store.Namespace;
import io.dtabd.store.VersionedDtab;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The live values. What is known comes from three sides, lists, the watch, and the answers to this
 * process's own reads and writes, in any order; revisions say which is newer, so that no value ever
 * goes back.
 *
 * <p>Inside: every change up to {@code floor} has been taken, so a namespace that is not in {@code
 * known} was not there at that revision. Those deleted after it are in {@code known} until the
 * floor has passed them.
 */
final class Mirror {

  private static final State<Optional<VersionedDtab>> ABSENT = State.ok(Optional.empty());

  private final LiveMap<Namespace, Optional<VersionedDtab>> live = new LiveMap<>(State.pending());
  private final InvalidDtabs invalid = new InvalidDtabs();

  /** Held while values are set too, so that they are set in the order of what is known. */
  private final ReentrantLock lock = new ReentrantLock();

  private Map<Namespace, Stored> known = new HashMap<>();
  private int deleted;
  private long floor;
  private long newest;

  Live<SortedSet<Namespace>> namespaces() {
    return live.keys();
  }

  Live<Optional<VersionedDtab>> dtab(Namespace namespace) {
    return live.get(namespace);
  }

  /** The revision up to which every change has been taken; 0 before the first list. */
  long floor() {
    lock.lock();
    try {
      return floor;
    } finally {
      lock.unlock();
    }
  }

  /** The highest revision that the store is known to have had. */
  long newest() {
    lock.lock();
    try {
      return Math.max(newest, floor);
    } finally {
      lock.unlock();
    }
  }

  /** What is known of a namespace, which the store may be ahead of. */
  Stored known(Namespace namespace) {
    lock.lock();
    try {
      return known.getOrDefault(namespace, Stored.absent(floor));
    } finally {
      lock.unlock();
    }
  }

  /** How many namespaces there are. */
  int size() {
    lock.lock();
    try {
      return known.size() - deleted;
    } finally {
      lock.unlock();
    }
  }

  /** Takes what is newer than what is known. */
  void take(Namespace namespace, Stored stored) {
    lock.lock();
    try {
      Stored before = known.get(namespace);
      if (stored.revision() <= (before == null ? floor : before.revision())) {
        return;
      }
      known.put(namespace, stored);
      newest = Math.max(newest, stored.revision());
      deleted += (isDeletion(stored) ? 1 : 0) - (before != null && isDeletion(before) ? 1 : 0);
      report(namespace, stored);
      if (stored.entry().isPresent()) {
        live.put(namespace, stored.entry().get());
      } else {
        live.remove(namespace);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Every change up to {@code revision} has been taken. */
  void advance(long revision) {
    lock.lock();
    try {
      floor = Math.max(floor, revision);
      if (deleted > 0) {
        known.values().removeIf(stored -> isDeletion(stored) && stored.revision() <= floor);
        deleted = (int) known.values().stream().filter(Mirror::isDeletion).count();
      }
    } finally {
      lock.unlock();
    }
  }

  /** All that there was at {@code revision}. What is known from later stays. */
  void listed(long revision, Map<Namespace, Stored> content) {
    lock.lock();
    try {
      var merged = new HashMap<>(content);
      known.forEach(
          (namespace, stored) -> {
            if (stored.revision() > revision) {
              merged.put(namespace, stored);
            }
          });
      replace(revision, merged);
    } finally {
      lock.unlock();
    }
  }

  /** All that there is in a store whose revisions have nothing to do with those known. */
  void restarted(long revision, Map<Namespace, Stored> content) {
    lock.lock();
    try {
      replace(revision, new HashMap<>(content));
    } finally {
      lock.unlock();
    }
  }

  private void replace(long revision, Map<Namespace, Stored> content) {
    known = content;
    floor = revision;
    newest = known.values().stream().mapToLong(Stored::revision).reduce(revision, Math::max);
    deleted = (int) known.values().stream().filter(Mirror::isDeletion).count();
    var states = new HashMap<Namespace, State<Optional<VersionedDtab>>>();
    known.forEach(
        (namespace, stored) -> stored.entry().ifPresent(state -> states.put(namespace, state)));
    invalid.keepOnly(known.keySet());
    known.forEach(this::report);
    live.replace(states, ABSENT);
  }

  private void report(Namespace namespace, Stored stored) {
    if (stored.entry().isEmpty()) {
      invalid.gone(namespace);
    } else if (stored.entry().get() instanceof State.Failed<?>(var reason)) {
      invalid.found(namespace, reason);
    } else {
      invalid.fixed(namespace);
    }
  }

  private static boolean isDeletion(Stored stored) {
    return stored.entry().isEmpty();
  }
}
