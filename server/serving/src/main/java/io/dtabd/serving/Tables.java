package io.dtabd.serving;

import io.dtabd.live.Derived;
import io.dtabd.live.FairExecutor;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The dtabs of a store, each version with its place in the order in which this process saw them.
 */
public final class Tables {

  /** Operators ask about the last few changes; so many of one namespace cost some 20 KB. */
  private static final int MAX_VERSIONS = 200;

  /**
   * Namespaces may be asked for that are not there, so what is known of idle ones is bounded. Those
   * with watchers are always kept.
   */
  private static final int MAX_NAMESPACES = 10_000;

  /**
   * The dtab of a namespace at one moment.
   *
   * @param dtab empty while there is no such namespace
   */
  record Table(TableVersion version, Optional<VersionedDtab> dtab) {}

  private final DtabStore store;
  private final Derived.Setting setting;
  private final FairExecutor turns;
  private final InstantSource clock;

  /** Goes on from one namespace to another, so that it need not be remembered for each. */
  private final AtomicLong order = new AtomicLong();

  private final Map<Namespace, Numbered> namespaces = new LinkedHashMap<>(16, 0.75f, true);

  public Tables(DtabStore store, Derived.Setting setting, InstantSource clock) {
    this.store = store;
    this.setting = setting;
    this.turns = new FairExecutor(setting.executor(), Runtime.getRuntime().availableProcessors());
    this.clock = clock;
  }

  /** The newest version of a namespace's dtab; pending until the store has answered once. */
  public State<TableVersion> newest(Namespace namespace) {
    return numbered(namespace).live.now().map(Table::version);
  }

  /** The version if it is among the last ones that this process saw. */
  public Optional<TableVersion> seen(Namespace namespace, Version version) {
    Numbered numbered = numbered(namespace);
    numbered.live.now();
    return numbered.find(version);
  }

  Live<Table> of(Namespace namespace) {
    return numbered(namespace).live;
  }

  /**
   * Where that is computed which {@code party} causes, a namespace as a rule: parties take turns,
   * so that a table which is slow to bind and has many watchers delays those of no other.
   */
  Derived.Setting settingOf(Object party) {
    return new Derived.Setting(
        turns.of(party), setting.timer(), setting.linger(), setting.settle());
  }

  private Numbered numbered(Namespace namespace) {
    synchronized (namespaces) {
      Numbered known = namespaces.get(namespace);
      if (known != null) {
        return known;
      }
      if (namespaces.size() >= MAX_NAMESPACES) {
        dropEldestIdle();
      }
      var numbered = new Numbered(namespace);
      namespaces.put(namespace, numbered);
      return numbered;
    }
  }

  private void dropEldestIdle() {
    Iterator<Numbered> eldestFirst = namespaces.values().iterator();
    while (eldestFirst.hasNext()) {
      if (eldestFirst.next().live.releaseIfIdle()) {
        eldestFirst.remove();
        return;
      }
    }
  }

  /** Computations run one at a time and each reads the store's newest state, so order is true. */
  private final class Numbered {

    private final Derived<Table> live;
    private final Deque<TableVersion> newestFirst = new ArrayDeque<>(1);

    Numbered(Namespace namespace) {
      Live<Optional<VersionedDtab>> source = store.dtab(namespace);
      live =
          new Derived<>(
              settingOf(namespace),
              reads -> reads.read(source).map(dtab -> new Table(number(dtab), dtab)));
    }

    private synchronized TableVersion number(Optional<VersionedDtab> dtab) {
      Optional<Version> version = dtab.map(VersionedDtab::version);
      TableVersion newest = newestFirst.peekFirst();
      if (newest != null && newest.version().equals(version)) {
        return newest;
      }
      var next = new TableVersion(order.incrementAndGet(), version, clock.instant());
      newestFirst.addFirst(next);
      if (newestFirst.size() > MAX_VERSIONS) {
        newestFirst.removeLast();
      }
      return next;
    }

    private synchronized Optional<TableVersion> find(Version version) {
      return newestFirst.stream()
          .filter(seen -> seen.version().equals(Optional.of(version)))
          .findFirst();
    }
  }
}
