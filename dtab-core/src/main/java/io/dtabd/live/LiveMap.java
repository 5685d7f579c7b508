package io.dtabd.live;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A live value per key, for sources that keep many: the namespaces of a store, the files of a
 * folder. Asking for a key that is not there costs nothing that stays: what is kept are the entries
 * and the observers.
 */
public final class LiveMap<K extends Comparable<? super K>, V> {

  private final Map<K, State<V>> entries = new ConcurrentHashMap<>();
  private final Map<K, Observers> observers = new ConcurrentHashMap<>();
  private final LiveCell<SortedSet<K>> keys = LiveCell.pending();
  private final Object writing = new Object();
  private volatile State<V> absent;
  private volatile boolean loaded;

  /**
   * @param absent the state of every key without an entry; {@link State#pending} until the first
   *     load
   */
  public LiveMap(State<V> absent) {
    this.absent = absent;
  }

  /** The value of {@code key}, now and later, whether or not it has an entry. */
  public Live<V> get(K key) {
    return new Entry<>(this, key);
  }

  /**
   * The keys that have an entry; pending until {@link #replace} or {@link #complete} was called
   * once.
   */
  public Live<SortedSet<K>> keys() {
    return keys;
  }

  /**
   * Sets the first entries, before {@link #keys} is known: for sources that know sooner what may be
   * there than what is. {@link #complete} follows.
   *
   * @param absentNow what every other key is from now on
   */
  public void begin(Map<K, State<V>> first, State<V> absentNow) {
    replace(first, absentNow, false);
  }

  /** The entries are all, as they are by now: {@link #keys} says so. */
  public void complete() {
    loaded = true;
    publishKeys();
  }

  /** Observers of the key are told before this returns, unless the state is the one it had. */
  public void put(K key, State<V> state) {
    compute(key, () -> Optional.of(state));
  }

  public void remove(K key) {
    compute(key, Optional::empty);
  }

  /**
   * Sets or, if it is empty, removes an entry. For sources that change in several threads: as the
   * entry is taken from the source by the time it is set, of two calls at once neither can set what
   * is older than what the other has set.
   *
   * @param entry called under a lock of this map
   */
  public void compute(K key, Supplier<Optional<State<V>>> entry) {
    State<V> before;
    Optional<State<V>> next;
    synchronized (writing) {
      next = entry.get();
      before = next.isPresent() ? entries.put(key, next.get()) : entries.remove(key);
    }
    if (next.isPresent() == (before == null)) {
      publishKeys();
    }
    if (next.isPresent() ? !next.get().equals(before) : before != null) {
      changed(key);
    }
  }

  /**
   * Sets all entries at once, as after listing the source, and what every other key is from now on.
   * Only the keys whose state so changes are told.
   */
  public void replace(Map<K, State<V>> next, State<V> absentNow) {
    replace(next, absentNow, true);
  }

  private void replace(Map<K, State<V>> next, State<V> absentNow, boolean complete) {
    var changed = new ArrayList<K>();
    synchronized (writing) {
      Map<K, State<V>> before = Map.copyOf(entries);
      State<V> absentBefore = absent;
      // In this order each key goes straight from its old state to its new one, see now(key).
      entries.putAll(next);
      absent = absentNow;
      entries.keySet().retainAll(next.keySet());
      loaded |= complete;

      var touched = new HashSet<K>(before.keySet());
      touched.addAll(next.keySet());
      if (!absentNow.equals(absentBefore)) {
        // Listed after the change: who observes later than this reads the new state.
        touched.addAll(observers.keySet());
      }
      for (K key : touched) {
        if (!now(key).equals(before.getOrDefault(key, absentBefore))) {
          changed.add(key);
        }
      }
    }
    publishKeys();
    changed.forEach(this::changed);
  }

  /**
   * An entry that comes is put before {@code absent} changes, one that goes is removed after. So
   * where a key has no entry, the state of the absent holds that was there before and after
   * looking.
   */
  private State<V> now(K key) {
    while (true) {
      State<V> without = absent;
      State<V> state = entries.get(key);
      if (state != null) {
        return state;
      }
      if (without == absent) {
        return without;
      }
    }
  }

  /**
   * Made from the entries as they are by then, so that of two at once the later cannot be older.
   */
  private void publishKeys() {
    if (loaded) {
      keys.update(_ -> State.ok(present()));
    }
  }

  private SortedSet<K> present() {
    synchronized (writing) {
      return Collections.unmodifiableSortedSet(new TreeSet<>(entries.keySet()));
    }
  }

  private void changed(K key) {
    Observers those = observers.get(key);
    if (those != null) {
      those.changed();
    }
  }

  /** How many keys are observed at the moment. */
  int watchedKeys() {
    return observers.size();
  }

  private Subscription observe(K key, Runnable onChange) {
    var added = new Subscription[1];
    observers.compute(
        key,
        (_, those) -> {
          Observers present = those == null ? new Observers() : those;
          added[0] = present.add(onChange);
          return present;
        });
    return () -> {
      added[0].close();
      observers.computeIfPresent(key, (_, those) -> those.isEmpty() ? null : those);
    };
  }

  private record Entry<K extends Comparable<? super K>, V>(LiveMap<K, V> map, K key)
      implements Live<V> {
    @Override
    public State<V> now() {
      return map.now(key);
    }

    @Override
    public Subscription observe(Runnable onChange) {
      return map.observe(key, onChange);
    }
  }
}
