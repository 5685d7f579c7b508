package io.dtabd.net;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How many connections a listener has, of how many it may have. */
final class ConnectionLimit {

  private final int bound;
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition empty = lock.newCondition();

  ConnectionLimit(int bound) {
    this.bound = bound;
  }

  boolean take() {
    if (taken.incrementAndGet() > bound) {
      refused.incrementAndGet();
      leave();
      return false;
    }
    accepted.incrementAndGet();
    return true;
  }

  void leave() {
    if (taken.decrementAndGet() == 0) {
      lock.lock();
      try {
        empty.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  int taken() {
    return taken.get();
  }

  long accepted() {
    return accepted.get();
  }

  long refused() {
    return refused.get();
  }

  /** Waits until all have left. False if some are there after {@code limit}. */
  boolean awaitEmpty(Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lock();
    try {
      while (taken.get() > 0) {
        if (left <= 0) {
          return false;
        }
        left = empty.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
