package io.dtabd.store;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.Live;
import io.dtabd.live.LiveMap;
import io.dtabd.live.State;
import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.StoreException.Unavailable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps dtabs in memory, for as long as the process runs. Versions count from 1 in each namespace.
 *
 * <p>Inside: a deleted namespace is remembered, so that its numbers go on if it is created again,
 * until too many others were deleted after it. From then on {@code floor} stands in for it: every
 * namespace that is not remembered begins above that.
 */
public final class InMemoryDtabStore implements DtabStore {

  /** How many deleted namespaces keep their history. */
  private static final int MAX_DELETED = 100;

  private final InstantSource clock;
  private final Object writing = new Object();
  private final Map<Namespace, Written> present = new ConcurrentHashMap<>();
  private final Map<Namespace, Written> deleted = new LinkedHashMap<>();
  private long floor;
  private final LiveMap<Namespace, Optional<VersionedDtab>> live =
      new LiveMap<>(State.ok(Optional.empty()));
  private volatile boolean closed;

  /**
   * @param initial the namespaces that there are from the start, at version 1
   */
  public InMemoryDtabStore(Map<Namespace, Dtab> initial, InstantSource clock) {
    this.clock = clock;
    var states = new HashMap<Namespace, State<Optional<VersionedDtab>>>();
    initial.forEach(
        (namespace, dtab) -> {
          var written = Written.first(1, clock.instant(), dtab);
          present.put(namespace, written);
          states.put(namespace, written.state());
        });
    live.replace(states, State.ok(Optional.empty()));
  }

  @Override
  public Live<SortedSet<Namespace>> namespaces() {
    return live.keys();
  }

  @Override
  public Live<Optional<VersionedDtab>> dtab(Namespace namespace) {
    return live.get(namespace);
  }

  @Override
  public Optional<VersionedDtab> read(Namespace namespace) throws StoreException {
    checkOpen();
    return Optional.ofNullable(present.get(namespace)).flatMap(Written::current);
  }

  @Override
  public Version create(Namespace namespace, Dtab dtab) throws StoreException {
    DtabText.encode(namespace, dtab);
    checkOpen();
    Version version;
    synchronized (writing) {
      if (present.containsKey(namespace)) {
        throw new StoreException.AlreadyExists(namespace);
      }
      version = write(namespace, dtab);
    }
    publish(namespace);
    return version;
  }

  @Override
  public Version update(Namespace namespace, Dtab dtab, Version expected) throws StoreException {
    DtabText.encode(namespace, dtab);
    checkOpen();
    Version version;
    synchronized (writing) {
      checkVersion(namespace, expected);
      version = write(namespace, dtab);
    }
    publish(namespace);
    return version;
  }

  @Override
  public Version put(Namespace namespace, Dtab dtab) throws StoreException {
    DtabText.encode(namespace, dtab);
    checkOpen();
    Version version;
    synchronized (writing) {
      version = write(namespace, dtab);
    }
    publish(namespace);
    return version;
  }

  @Override
  public void delete(Namespace namespace) throws StoreException {
    checkOpen();
    synchronized (writing) {
      remove(namespace, there(namespace));
    }
    publish(namespace);
  }

  @Override
  public void delete(Namespace namespace, Version expected) throws StoreException {
    checkOpen();
    synchronized (writing) {
      remove(namespace, checkVersion(namespace, expected));
    }
    publish(namespace);
  }

  @Override
  public List<Revision> history(Namespace namespace) throws StoreException {
    checkOpen();
    synchronized (writing) {
      Written written = present.getOrDefault(namespace, deleted.get(namespace));
      return written == null ? List.of() : written.revisions();
    }
  }

  @Override
  public Optional<Instant> staleSince() {
    return Optional.empty();
  }

  @Override
  public void close() {
    closed = true;
  }

  private void checkOpen() throws StoreException {
    if (closed) {
      throw new Unavailable("the store is closed: dtabd is stopping", Outcome.NOT_DONE);
    }
  }

  private Written there(Namespace namespace) throws StoreException {
    Written written = present.get(namespace);
    if (written == null) {
      throw new StoreException.NotFound(namespace);
    }
    return written;
  }

  private Written checkVersion(Namespace namespace, Version expected) throws StoreException {
    Written written = there(namespace);
    if (!written.version().equals(expected)) {
      throw new StoreException.VersionMismatch(namespace);
    }
    return written;
  }

  private Version write(Namespace namespace, Dtab dtab) throws StoreException {
    if (!present.containsKey(namespace) && present.size() >= StoreLimits.MAX_NAMESPACES) {
      throw new StoreException.Invalid(
          "there is no room for namespace '%s': there are %,d; delete one first"
              .formatted(namespace, StoreLimits.MAX_NAMESPACES));
    }
    Written before = present.getOrDefault(namespace, deleted.remove(namespace));
    Written written =
        before == null
            ? Written.first(floor + 1, clock.instant(), dtab)
            : before.then(clock.instant(), Optional.of(dtab));
    present.put(namespace, written);
    return written.version();
  }

  private void remove(Namespace namespace, Written written) {
    present.remove(namespace);
    deleted.put(namespace, written.then(clock.instant(), Optional.empty()));
    if (deleted.size() > MAX_DELETED) {
      Written oldest = deleted.remove(deleted.keySet().iterator().next());
      if (oldest != null) {
        floor = Math.max(floor, oldest.number());
      }
    }
  }

  private void publish(Namespace namespace) {
    live.compute(namespace, () -> Optional.ofNullable(present.get(namespace)).map(Written::state));
  }
}
