package io.dtabd.store.etcd;

import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.StoreException.Unavailable;
import io.dtabd.store.Version;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Lets those who write a namespace without naming a version do so one after the other, since each
 * names to etcd the version that it finds, and of those who find the same all but one must begin
 * again.
 */
final class Writers {

  /** Namespaces share locks. More of them than processors have writes under way. */
  private static final int LOCKS = 64;

  private final ReentrantLock[] locks =
      Stream.generate(() -> new ReentrantLock(true)).limit(LOCKS).toArray(ReentrantLock[]::new);

  /** A write that knows the version that it replaces. */
  interface Write {
    Version run() throws StoreException;
  }

  Version inTurn(Namespace namespace, Duration patience, Write write) throws StoreException {
    ReentrantLock lock = locks[Math.floorMod(namespace.hashCode(), LOCKS)];
    try {
      if (!lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new Unavailable(
            "too many writes of namespace '" + namespace + "' are waiting; try again later",
            Outcome.NOT_DONE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while waiting to write", Outcome.NOT_DONE, e);
    }
    try {
      return write.run();
    } finally {
      lock.unlock();
    }
  }
}
