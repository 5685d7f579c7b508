package io.dtabd.store;

import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.StoreException.Unavailable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A store of which all who read one namespace at the same time share one read, and a read still
 * sees every write that returned before it. Everything else goes to the store behind as it is.
 *
 * <p>Inside: a reader may only share a read that begins after it came. So while one read runs,
 * those who come gather in the next round, which waits for the running one to end, lets nobody in
 * any more, and reads for all. There are never more than one running and one waiting. A round has a
 * thread of its own, since a reader's is interrupted when whoever it reads for leaves.
 */
public final class CoalescedReads extends ForwardingDtabStore {

  private final Map<Namespace, Lane> lanes = new ConcurrentHashMap<>();

  /**
   * @param store closed with this
   */
  public CoalescedReads(DtabStore store) {
    super(store);
  }

  /**
   * Blocks for at most two reads of the store behind.
   *
   * @throws Unavailable if this thread is interrupted, too; the read goes on for the others
   */
  @Override
  public Optional<VersionedDtab> read(Namespace namespace) throws StoreException {
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
  public int lanes() {
    return lanes.size();
  }

  /** How many share the next read of {@code namespace}, which has not begun. */
  public int gathered(Namespace namespace) {
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

    Optional<VersionedDtab> read() throws StoreException {
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
        Thread.ofVirtual().name("read of " + namespace).start(round);
      }
      return outcome(round);
    }

    private Optional<VersionedDtab> readForAll() throws StoreException {
      reading.lock();
      try {
        synchronized (this) {
          gathering = null;
          gathered = 0;
        }
        return CoalescedReads.super.read(namespace);
      } finally {
        reading.unlock();
      }
    }

    private Optional<VersionedDtab> outcome(FutureTask<Optional<VersionedDtab>> round)
        throws StoreException {
      try {
        return round.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Unavailable(
            "interrupted while reading namespace '" + namespace + "'", Outcome.NOT_DONE, e);
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case StoreException failure -> throw failure;
          case RuntimeException problem -> throw problem;
          case null, default -> throw new IllegalStateException(e);
        }
      }
    }
  }
}
