package io.dtabd.store.tests;

import io.dtabd.dtab.Dtab;
import io.dtabd.store.DtabStore;
import io.dtabd.store.ForwardingDtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.Revision;
import io.dtabd.store.StoreException;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store that can be made to fail: its reads and writes, not its live values. */
public final class BreakableStore extends ForwardingDtabStore {

  /** Runs before each read and write of the store super. */
  @FunctionalInterface
  public interface Before {
    void access() throws StoreException;
  }

  private final AtomicInteger reads = new AtomicInteger();
  private volatile Before before = () -> {};
  private volatile @Nullable Instant staleSince;

  public BreakableStore(DtabStore behind) {
    super(behind);
  }

  public void before(Before access) {
    before = access;
  }

  public void fail(StoreException e) {
    before =
        () -> {
          throw e;
        };
  }

  public void staleSince(Instant since) {
    staleSince = since;
  }

  public int reads() {
    return reads.get();
  }

  @Override
  public Optional<VersionedDtab> read(Namespace namespace) throws StoreException {
    reads.incrementAndGet();
    before.access();
    return super.read(namespace);
  }

  @Override
  public Version create(Namespace namespace, Dtab dtab) throws StoreException {
    before.access();
    return super.create(namespace, dtab);
  }

  @Override
  public Version update(Namespace namespace, Dtab dtab, Version expected) throws StoreException {
    before.access();
    return super.update(namespace, dtab, expected);
  }

  @Override
  public Version put(Namespace namespace, Dtab dtab) throws StoreException {
    before.access();
    return super.put(namespace, dtab);
  }

  @Override
  public void delete(Namespace namespace) throws StoreException {
    before.access();
    super.delete(namespace);
  }

  @Override
  public void delete(Namespace namespace, Version expected) throws StoreException {
    before.access();
    super.delete(namespace, expected);
  }

  @Override
  public List<Revision> history(Namespace namespace) throws StoreException {
    before.access();
    return super.history(namespace);
  }

  @Override
  public Optional<Instant> staleSince() {
    return Optional.ofNullable(staleSince);
  }
}
