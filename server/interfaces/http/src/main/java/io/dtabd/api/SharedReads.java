package io.dtabd.api;

import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.VersionedDtab;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets all who read one namespace at the same time share one read of the store, without giving up
 * that a read sees every write that returned before it.
 *
 * <p>Inside: a reader may only share a read that begins after it came. So while one read runs,
 * those who come gather in the next round, which waits for the running one to end, lets nobody in
 * any more, and reads for all. There are never more than one running and one waiting. A round has a
 * thread of its own, since that of a request is interrupted when its client leaves.
 */
final class SharedReads {

  private final DtabStore store;
  private final Map<Namespace, Lane> lanes = new ConcurrentHashMap<>();

  SharedReads(DtabStore store) {
    this.store = store;
  }

  /** Blocks, as {@link DtabStore#read} does, for at most two of its reads. */
  Optional<VersionedDtab> read(Namespace namespace) throws StoreException, InterruptedException {
    Lane lane =
        lanes.compute(
            namespace, (_, present) -> (present == null ? new Lane(namespace) : present).entered());
    try {
      return lane.read();
    } finally {
      lanes.computeIfPresent(namespace, (_, present) -> present.left());
    }
  }

  /** How many namespaces are being read. */
  int lanes() {
    return lanes.size();
  }

  /** How many share the next read of {@code namespace}, which has not begun. */
  int gathered(Namespace namespace) {
    Lane lane = lanes.get(namespace);
    return lane == null ? 0 : lane.gathered();
  }

  /** The readers of one namespace. */
  private final class Lane {

    private final Namespace namespace;
    private final ReentrantLock reading = new ReentrantLock();

    /** Guarded by the map's entry. */
    private int readers;

    /** Guarded by this. Null when the next to come starts a round. */
    private @Nullable FutureTask<Optional<VersionedDtab>> gathering;

    /** Guarded by this. How many wait for {@code gathering}. */
    private int gathered;

    Lane(Namespace namespace) {
      this.namespace = namespace;
    }

    Lane entered() {
      readers++;
      return this;
    }

    @Nullable Lane left() {
      readers--;
      return readers == 0 ? null : this;
    }

    synchronized int gathered() {
      return gathered;
    }

    Optional<VersionedDtab> read() throws StoreException, InterruptedException {
      FutureTask<Optional<VersionedDtab>> round;
      boolean leads = false;
      synchronized (this) {
        if (gathering == null) {
          gathering = new FutureTask<>(this::readForAll);
          leads = true;
        }
        round = gathering;
        gathered++;
      }
      if (leads) {
        StoreCalls.start("read of " + namespace, round);
      }
      return StoreCalls.await(round);
    }

    private Optional<VersionedDtab> readForAll() throws StoreException {
      reading.lock();
      try {
        synchronized (this) {
          gathering = null;
          gathered = 0;
        }
        return store.read(namespace);
      } finally {
        reading.unlock();
      }
    }
  }
}
