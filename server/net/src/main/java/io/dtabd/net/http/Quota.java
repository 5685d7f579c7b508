package io.dtabd.net.http;

import java.util.concurrent.atomic.AtomicLong;

/** So much of something for all connections together. */
final class Quota {

  private final long bound;
  private final AtomicLong taken = new AtomicLong();

  Quota(long bound) {
    this.bound = bound;
  }

  /** False, and nothing taken, if there is not so much left. */
  boolean take(long amount) {
    if (taken.addAndGet(amount) > bound) {
      taken.addAndGet(-amount);
      return false;
    }
    return true;
  }

  void giveBack(long amount) {
    taken.addAndGet(-amount);
  }

  long taken() {
    return taken.get();
  }
}
