package io.dtabd.store.etcd;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.Live;
import io.dtabd.store.Author;
import io.dtabd.store.DtabStore;
import io.dtabd.store.DtabText;
import io.dtabd.store.Namespace;
import io.dtabd.store.Revision;
import io.dtabd.store.StoreEvents;
import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.StoreException.Unavailable;
import io.dtabd.store.StoreLimits;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.random.RandomGenerator;

/**
 * Keeps dtabs in etcd, 3.4 or newer, where any number of processes may share them. The text of a
 * namespace is the value of one key, which other tools may read and write; its version is the
 * revision of its last change.
 *
 * <p>The store opens without waiting for etcd: its live values are pending until that answers.
 */
public final class EtcdDtabStore implements DtabStore {

  /**
   * How often a write that names no version begins again because another process was faster. Each
   * time one of those has succeeded, so it takes a hundred that write nothing else to get there.
   */
  private static final int MAX_OVERTAKEN = 100;

  private final EtcdOptions options;
  private final InstantSource clock;
  private final Keys keys;
  private final Members members;
  private final Requests requests;
  private final Mirror mirror = new Mirror();
  private final Freshness freshness;
  private final RangeWatch watch;
  private final History history;
  private final Writers writers = new Writers();

  private volatile boolean closed;

  /**
   * Opens the store; what is wrong with etcd shows later, in the log and in what is asked of it.
   */
  public static EtcdDtabStore open(EtcdOptions options, InstantSource clock, StoreEvents events) {
    var store = new EtcdDtabStore(options, clock, RandomGenerator.getDefault(), events);
    store.watch.start();
    return store;
  }

  private EtcdDtabStore(
      EtcdOptions options, InstantSource clock, RandomGenerator random, StoreEvents events) {
    this.options = options;
    this.clock = clock;
    keys = new Keys(options.prefix());
    members = new Members(options);
    var session = new Session(options.credentials());
    requests = new Requests(members, session, options.timing(), random, events);
    freshness = new Freshness(clock);
    history = new History(requests, keys);
    watch =
        new RangeWatch(
            members, session, requests, keys, mirror, freshness, options.timing(), random, events);
  }

  @Override
  public Live<SortedSet<Namespace>> namespaces() {
    return mirror.namespaces();
  }

  @Override
  public Live<Optional<VersionedDtab>> dtab(Namespace namespace) {
    return mirror.dtab(namespace);
  }

  /** Every member's answer has all that was written before, as etcd's reads are linearizable. */
  @Override
  public Optional<VersionedDtab> read(Namespace namespace) throws StoreException {
    checkOpen();
    return stored(namespace).dtab();
  }

  private Stored stored(Namespace namespace) throws StoreException {
    RangeResponse answer =
        requests.range(
            "read namespace '" + namespace + "'",
            RangeRequest.newBuilder().setKey(keys.of(namespace)).build());
    Stored stored =
        answer.getKvsCount() == 0
            ? Stored.absent(answer.getHeader().getRevision())
            : parsed(namespace, answer);
    mirror.take(namespace, stored);
    return stored;
  }

  private Stored parsed(Namespace namespace, RangeResponse answer) {
    Stored known = mirror.known(namespace);
    boolean same =
        known.entry().isPresent() && known.revision() == answer.getKvs(0).getModRevision();
    return same ? known : Stored.of(answer.getKvs(0));
  }

  @Override
  public Version create(Namespace namespace, Dtab dtab) throws StoreException {
    byte[] text = DtabText.encode(namespace, dtab);
    checkOpen();
    checkRoom(namespace);
    return switch (write(namespace, 0, Optional.of(text), Optional.of(dtab))) {
      case Swap.Result.Done(long revision) -> Stored.version(revision);
      case Swap.Result.Conflict _ -> throw new StoreException.AlreadyExists(namespace);
    };
  }

  @Override
  public Version update(Namespace namespace, Dtab dtab, Version expected) throws StoreException {
    byte[] text = DtabText.encode(namespace, dtab);
    checkOpen();
    return Stored.version(replace(namespace, expected, Optional.of(text), Optional.of(dtab)));
  }

  @Override
  public Version put(Namespace namespace, Dtab dtab) throws StoreException {
    byte[] text = DtabText.encode(namespace, dtab);
    checkOpen();
    checkRoom(namespace);
    return writers.inTurn(
        namespace,
        options.timing().request(),
        () -> {
          long expected = presentRevision(mirror.known(namespace));
          for (int i = 0; i < MAX_OVERTAKEN; i++) {
            switch (write(namespace, expected, Optional.of(text), Optional.of(dtab))) {
              case Swap.Result.Done(long revision) -> {
                return Stored.version(revision);
              }
              case Swap.Result.Conflict(Stored actual) -> expected = presentRevision(actual);
            }
          }
          throw overtaken(namespace);
        });
  }

  @Override
  public void delete(Namespace namespace) throws StoreException {
    checkOpen();
    writers.inTurn(
        namespace,
        options.timing().request(),
        () -> {
          Stored now = mirror.known(namespace);
          for (int i = 0; i < MAX_OVERTAKEN; i++) {
            if (now.entry().isEmpty()) {
              now = look(namespace);
            }
            switch (write(namespace, now.revision(), Optional.empty(), Optional.empty())) {
              case Swap.Result.Done(long revision) -> {
                return Stored.version(revision);
              }
              case Swap.Result.Conflict(Stored actual) -> now = actual;
            }
          }
          throw overtaken(namespace);
        });
  }

  @Override
  public void delete(Namespace namespace, Version expected) throws StoreException {
    checkOpen();
    replace(namespace, expected, Optional.empty(), Optional.empty());
  }

  @Override
  public List<Revision> history(Namespace namespace) throws StoreException {
    checkOpen();
    return history.read(namespace);
  }

  @Override
  public Optional<Instant> staleSince() {
    return freshness.staleSince();
  }

  @Override
  public void close() {
    closed = true;
    requests.close();
    watch.close();
    history.close();
    members.close();
  }

  private long replace(
      Namespace namespace, Version expected, Optional<byte[]> text, Optional<Dtab> dtab)
      throws StoreException {
    OptionalLong revision = Stored.revision(expected);
    if (revision.isEmpty()) {
      look(namespace);
      throw new StoreException.VersionMismatch(namespace);
    }
    return switch (write(namespace, revision.getAsLong(), text, dtab)) {
      case Swap.Result.Done(long done) -> done;
      case Swap.Result.Conflict(Stored actual) ->
          throw actual.entry().isEmpty()
              ? new StoreException.NotFound(namespace)
              : new StoreException.VersionMismatch(namespace);
    };
  }

  /** What is there now, if anything is. */
  private Stored look(Namespace namespace) throws StoreException {
    Stored stored = stored(namespace);
    if (stored.entry().isEmpty()) {
      throw new StoreException.NotFound(namespace);
    }
    return stored;
  }

  /** Whatever comes of it, the live value then has what etcd said. */
  private Swap.Result write(
      Namespace namespace, long expected, Optional<byte[]> text, Optional<Dtab> dtab)
      throws StoreException {
    Instant now = clock.instant();
    long newest = mirror.newest();
    Swap.Result result =
        new Swap(
                namespace,
                keys.of(namespace),
                expected,
                text,
                keys.newHistory(namespace, now),
                new HistoryEntry(now, Author.current(), text).encode())
            .run(requests, newest);
    switch (result) {
      case Swap.Result.Done(long revision) -> {
        mirror.take(
            namespace,
            dtab.map(it -> Stored.of(revision, it)).orElseGet(() -> Stored.absent(revision)));
        history.written(namespace);
      }
      case Swap.Result.Conflict(Stored actual) -> mirror.take(namespace, actual);
    }
    return result;
  }

  private static Unavailable overtaken(Namespace namespace) {
    return new Unavailable(
        "others write namespace '" + namespace + "' all the time; try again later",
        Outcome.NOT_DONE);
  }

  private static long presentRevision(Stored stored) {
    return stored.entry().isPresent() ? stored.revision() : 0;
  }

  private void checkRoom(Namespace namespace) throws StoreException.Invalid {
    if (mirror.known(namespace).entry().isEmpty() && mirror.size() >= StoreLimits.MAX_NAMESPACES) {
      throw new StoreException.Invalid(
          "there is no room for namespace '%s': there are %,d; delete one first"
              .formatted(namespace, StoreLimits.MAX_NAMESPACES));
    }
  }

  private void checkOpen() throws Unavailable {
    if (closed) {
      throw new Unavailable("the store is closed: dtabd is stopping", Outcome.NOT_DONE);
    }
  }
}
