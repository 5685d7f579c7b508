package io.dtabd.serving;

import java.util.concurrent.atomic.AtomicLong;

/** So much of something for all connections of a listener together. */
public final class Quota {

  /**
   * Of streams and polls: the names and the addresses of 100,000 proxies that use one name each,
   * and room for the rest. A stream takes a few KiB, a poll some hundred bytes.
   */
  public static final int WATCHERS = 250_000;

  private final long bound;
  private final AtomicLong taken = new AtomicLong();

  public Quota(long bound) {
    this.bound = bound;
  }

  public long bound() {
    return bound;
  }

  /** Takes one; false if there is none left. */
  public boolean take() {
    return take(1);
  }

  /** False, and nothing taken, if there is not so much left. */
  public boolean take(long amount) {
    if (taken.addAndGet(amount) > bound) {
      taken.addAndGet(-amount);
      return false;
    }
    return true;
  }

  public void giveBack() {
    giveBack(1);
  }

  public void giveBack(long amount) {
    taken.addAndGet(-amount);
  }

  public long taken() {
    return taken.get();
  }
}
