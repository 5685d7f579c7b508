package io.dtabd.testing.servers;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.Live;
import io.dtabd.live.LiveCell;
import io.dtabd.live.LiveMap;
import io.dtabd.live.State;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.Revision;
import io.dtabd.store.StoreException;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A store in whatever condition a test needs: it has not answered, is away, holds garbage. */
public final class ScriptedStore implements DtabStore {

  private final LiveCell<SortedSet<Namespace>> namespaces = LiveCell.pending();
  private final LiveMap<Namespace, Optional<VersionedDtab>> dtabs =
      new LiveMap<>(State.ok(Optional.empty()));
  private volatile Optional<Instant> staleSince = Optional.empty();
  private volatile @Nullable StoreException failure;

  /** Answers for the first time, if it has not, and holds {@code text} there. */
  public ScriptedStore holds(String namespace, Version version, String text) {
    return holds(namespace, State.ok(Optional.of(new VersionedDtab(version, Dtab.read(text)))));
  }

  /** Holds something there that is not a dtab. */
  public ScriptedStore holdsGarbage(String namespace, String reason) {
    return holds(namespace, State.failed(reason));
  }

  private ScriptedStore holds(String namespace, State<Optional<VersionedDtab>> state) {
    var name = new Namespace(namespace);
    dtabs.put(name, state);
    var names =
        new TreeSet<>(
            namespaces.now() instanceof State.Ok<SortedSet<Namespace>>(var present)
                ? present
                : Collections.emptySortedSet());
    names.add(name);
    namespaces.set(State.ok(names));
    return this;
  }

  /** Answers for the first time that there is nothing. */
  public ScriptedStore isEmpty() {
    namespaces.set(State.ok(Collections.emptySortedSet()));
    return this;
  }

  /** Cannot say which namespaces there are. */
  public ScriptedStore cannotList(String reason) {
    namespaces.set(State.failed(reason));
    return this;
  }

  public ScriptedStore staleSince(Instant since) {
    staleSince = Optional.of(since);
    return this;
  }

  /** Every blocking call from now on ends in {@code failure}. */
  public ScriptedStore failsWith(StoreException failure) {
    this.failure = failure;
    return this;
  }

  @Override
  public Live<SortedSet<Namespace>> namespaces() {
    return namespaces;
  }

  @Override
  public Live<Optional<VersionedDtab>> dtab(Namespace namespace) {
    return dtabs.get(namespace);
  }

  @Override
  public Optional<VersionedDtab> read(Namespace namespace) throws StoreException {
    return answer(Optional.empty());
  }

  @Override
  public Version create(Namespace namespace, Dtab dtab) throws StoreException {
    return answer(Version.of(1));
  }

  @Override
  public Version update(Namespace namespace, Dtab dtab, Version expected) throws StoreException {
    return answer(Version.of(2));
  }

  @Override
  public Version put(Namespace namespace, Dtab dtab) throws StoreException {
    return answer(Version.of(3));
  }

  @Override
  public void delete(Namespace namespace) throws StoreException {
    answer(namespace);
  }

  @Override
  public void delete(Namespace namespace, Version expected) throws StoreException {
    answer(namespace);
  }

  @Override
  public List<Revision> history(Namespace namespace) throws StoreException {
    return answer(List.of());
  }

  private <T> T answer(T answer) throws StoreException {
    if (failure != null) {
      throw failure;
    }
    return answer;
  }

  @Override
  public Optional<Instant> staleSince() {
    return staleSince;
  }

  @Override
  public void close() {}
}
