package io.dtabd.serving;

import io.dtabd.live.State;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.Revision;
import io.dtabd.store.StoreException;
import io.dtabd.store.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Who has received which version of a namespace's dtab, or what follows from it. */
public final class Propagation {

  /**
   * How often {@link #await} looks. Between looks at all watchers it looks at one that is behind,
   * which costs next to nothing, and those who write to sockets need not know that someone waits.
   */
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  /** How much longer than a look at all watchers it rests after it: it takes a fifth of a core. */
  private static final int REST = 4;

  /** Watchers that are asked in one go, which is a millisecond of work for their event loops. */
  private static final int ASKED_TOGETHER = 1_000;

  private static final Duration BREATH = Duration.ofMillis(1);

  /**
   * Long enough for connections to be asked and for clients that are well to answer; for callers
   * who do not want to wait for more.
   */
  public static final Duration ROUND_TRIP = Duration.ofMillis(250);

  /**
   * How far a version has come.
   *
   * @param version the one asked for, or the first after it that this process saw
   * @param states how many watchers it got how far to; those of all states are all watchers
   * @param missing how many watchers it has not arrived at, by what is accepted as arrival
   * @param slowest of those, the one that is furthest behind, and of such the oldest
   */
  public record Progress(
      Namespace namespace,
      TableVersion version,
      Map<Arrival, Integer> states,
      Map<Accept, Integer> missing,
      Optional<Watchers.Entry> slowest) {

    public Progress {
      states = Map.copyOf(states);
      missing = Map.copyOf(missing);
    }

    /** How many watchers of this replica it has not arrived at. */
    public int missing(Accept accept) {
      return missing.getOrDefault(accept, 0);
    }

    /** Whether it has arrived at all watchers of this replica. */
    public boolean arrived(Accept accept) {
      return missing(accept) == 0;
    }

    /**
     * How many watchers of the namespace were sent a state computed from at least that version, or
     * have one that is still right at it.
     */
    public int reached() {
      return states.values().stream().mapToInt(Integer::intValue).sum() - waiting();
    }

    /** How many of those have said that they have it, over a protocol in which clients do. */
    public int acknowledged() {
      return states.getOrDefault(Arrival.ACKNOWLEDGED, 0);
    }

    /** How many were not sent it yet. */
    public int waiting() {
      return states.getOrDefault(Arrival.UNKNOWN, 0);
    }

    public boolean isComplete() {
      return waiting() == 0;
    }
  }

  /**
   * Who watches a namespace.
   *
   * @param watchers all of them
   * @param current how many of them have been sent its newest version
   * @param behind how many were not yet; with those that are current fewer than all while the
   *     namespace holds no dtab
   */
  public record Audience(int watchers, int current, int behind) {

    public static final Audience NONE = new Audience(0, 0, 0);

    /** The watchers of both. */
    public Audience plus(Audience other) {
      return new Audience(
          watchers + other.watchers, current + other.current, behind + other.behind);
    }

    private Audience plusUnknown() {
      return new Audience(watchers + 1, current, behind);
    }

    private Audience plusCurrent() {
      return new Audience(watchers + 1, current + 1, behind);
    }

    private Audience plusBehind() {
      return new Audience(watchers + 1, current, behind + 1);
    }
  }

  private final DtabStore store;
  private final Tables tables;
  private final Watchers watchers;

  public Propagation(DtabStore store, Tables tables, Watchers watchers) {
    this.store = store;
    this.tables = tables;
    this.watchers = watchers;
  }

  /** The newest version; pending until the store has answered, failed if it holds no dtab. */
  public State<TableVersion> newest(Namespace namespace) {
    return tables.newest(namespace);
  }

  /** The version if it is among the last ones that this process saw. */
  public Optional<TableVersion> seen(Namespace namespace, Version version) {
    return tables.seen(namespace, version);
  }

  /**
   * Places a version among those that this process saw. Where writes follow each other closely it
   * sees only the last: then the store's history tells which one of those seen came next. May block
   * on the store.
   *
   * @return empty if neither this process nor the store's history knows the version
   */
  public Optional<TableVersion> find(Namespace namespace, Version version) throws StoreException {
    Optional<TableVersion> seen = tables.seen(namespace, version);
    if (seen.isPresent()) {
      return seen;
    }
    Optional<TableVersion> nextSeen = Optional.empty();
    for (Revision revision : store.history(namespace)) { // newest first
      if (revision.version().equals(version)) {
        return nextSeen;
      }
      Optional<TableVersion> newer = tables.seen(namespace, revision.version());
      if (newer.isPresent()) {
        nextSeen = newer;
      }
    }
    return Optional.empty();
  }

  /** The audiences of all namespaces that have one. Looks at each watcher once. */
  public Map<Namespace, Audience> audiences() {
    var newest = new HashMap<Namespace, State<TableVersion>>();
    var audiences = new HashMap<Namespace, Audience>();
    for (Watcher watcher : watchers.all()) {
      Optional<Namespace> namespace = watcher.question().table();
      if (namespace.isPresent()) {
        State<TableVersion> version = newest.computeIfAbsent(namespace.get(), tables::newest);
        audiences.merge(
            namespace.get(),
            counted(Audience.NONE, watcher, version),
            (before, _) -> counted(before, watcher, version));
      }
    }
    return audiences;
  }

  /**
   * How many watchers the newest version of their namespace's dtab is known to have got how far to.
   * Looks at each watcher once, and asks no client. Those of a namespace without a dtab, or whose
   * answer depends on none, are left out.
   */
  public Map<Arrival, Integer> arrivals() {
    var newest = new HashMap<Namespace, State<TableVersion>>();
    var arrivals = new EnumMap<Arrival, Integer>(Arrival.class);
    for (Watcher watcher : watchers.all()) {
      Optional<Namespace> namespace = watcher.question().table();
      if (namespace.isPresent()
          && newest.computeIfAbsent(namespace.get(), tables::newest)
              instanceof State.Ok<TableVersion>(var version)) {
        arrivals.merge(watcher.arrival(version), 1, Integer::sum);
      }
    }
    return arrivals;
  }

  private static Audience counted(Audience audience, Watcher watcher, State<TableVersion> version) {
    return switch (version) {
      case State.Ok<TableVersion>(var newest) ->
          watcher.arrival(newest) != Arrival.UNKNOWN
              ? audience.plusCurrent()
              : audience.plusBehind();
      case State.Pending<TableVersion> _, State.Failed<TableVersion> _ -> audience.plusUnknown();
    };
  }

  /**
   * Waits until {@code version} or a later one has arrived at every watcher of the namespace, those
   * included that come meanwhile. Asks the connections how far it has got. Blocks, so to be called
   * on a virtual thread.
   *
   * @param accept what counts as arrival where clients cannot confirm
   * @param limit {@link #ROUND_TRIP} to learn how it stands now
   * @return how far it has come by then, or when {@code limit} is over
   */
  public Progress await(Namespace namespace, TableVersion version, Accept accept, Duration limit)
      throws InterruptedException {
    // Whether there is nothing to wait for at a watcher; or else it is asked.
    Predicate<Watcher> done =
        watcher -> {
          Arrival arrival = watcher.arrival(version);
          boolean arrived = accept.isEnough(watcher.protocol(), arrival);
          if (!arrived && arrival != Arrival.UNKNOWN) {
            watcher.inquire();
          }
          return arrived;
        };
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      long began = System.nanoTime();
      Optional<Watcher> behind = firstBehind(namespace, done);
      if (behind.isEmpty() || System.nanoTime() - deadline >= 0) {
        return of(namespace, version);
      }
      // A look at all of them takes a while where there are many.
      long rest = Math.min((System.nanoTime() - began) * REST, deadline - System.nanoTime());
      Thread.sleep(Duration.ofNanos(Math.max(rest, LOOK_EVERY.toNanos())));
      while (behind.get().isOpen()
          && !done.test(behind.get())
          && System.nanoTime() - deadline < 0) {
        Thread.sleep(LOOK_EVERY);
      }
    }
  }

  /** All are asked, so that the others have got on by the time that the first one has. */
  private Optional<Watcher> firstBehind(Namespace namespace, Predicate<Watcher> done)
      throws InterruptedException {
    Optional<Watcher> first = Optional.empty();
    int asked = 0;
    for (Watcher watcher : watchers.of(namespace)) {
      if (!done.test(watcher)) {
        first = first.isEmpty() ? Optional.of(watcher) : first;
        if (++asked % ASKED_TOGETHER == 0) {
          Thread.sleep(BREATH);
        }
      }
    }
    return first;
  }

  /** How far {@code version} has come at this moment. */
  public Progress of(Namespace namespace, TableVersion version) {
    var states = new EnumMap<Arrival, Integer>(Arrival.class);
    var missing = new EnumMap<Accept, Integer>(Accept.class);
    var behind = new ArrayList<Watcher>();
    for (Watcher watcher : watchers.of(namespace)) {
      Arrival arrival = watcher.arrival(version);
      states.merge(arrival, 1, Integer::sum);
      for (Accept accept : Accept.values()) {
        missing.merge(accept, accept.isEnough(watcher.protocol(), arrival) ? 0 : 1, Integer::sum);
      }
      if (arrival == Arrival.UNKNOWN) {
        behind.add(watcher);
      }
    }
    return new Progress(namespace, version, states, missing, slowest(behind));
  }

  private static Optional<Watchers.Entry> slowest(List<Watcher> behind) {
    return behind.stream()
        .min(
            Comparator.<Watcher>comparingLong(
                    watcher -> watcher.table().map(TableVersion::order).orElse(0L))
                .thenComparingLong(Watcher::id))
        .map(Watcher::entry);
  }
}
