package io.dtabd.store;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.Live;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** A store that leaves to another one all that it does not do itself. */
public abstract class ForwardingDtabStore implements DtabStore {

  private final DtabStore store;

  /**
   * @param store closed with this
   */
  protected ForwardingDtabStore(DtabStore store) {
    this.store = store;
  }

  @Override
  public Optional<VersionedDtab> read(Namespace namespace) throws StoreException {
    return store.read(namespace);
  }

  @Override
  public Live<SortedSet<Namespace>> namespaces() {
    return store.namespaces();
  }

  @Override
  public Live<Optional<VersionedDtab>> dtab(Namespace namespace) {
    return store.dtab(namespace);
  }

  @Override
  public Version create(Namespace namespace, Dtab dtab) throws StoreException {
    return store.create(namespace, dtab);
  }

  @Override
  public Version update(Namespace namespace, Dtab dtab, Version expected) throws StoreException {
    return store.update(namespace, dtab, expected);
  }

  @Override
  public Version put(Namespace namespace, Dtab dtab) throws StoreException {
    return store.put(namespace, dtab);
  }

  @Override
  public void delete(Namespace namespace) throws StoreException {
    store.delete(namespace);
  }

  @Override
  public void delete(Namespace namespace, Version expected) throws StoreException {
    store.delete(namespace, expected);
  }

  @Override
  public List<Revision> history(Namespace namespace) throws StoreException {
    return store.history(namespace);
  }

  @Override
  public Optional<Instant> staleSince() {
    return store.staleSince();
  }

  @Override
  public void close() {
    store.close();
  }
}
