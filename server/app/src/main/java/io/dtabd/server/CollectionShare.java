package io.dtabd.server;

import java.time.Duration;

/**
 * How much of the last while went into collecting garbage. Samples are kept in a ring that is made
 * at the start: adding one allocates nothing, since there may be no memory left to allocate.
 *
 * <p>Not safe for several threads.
 */
final class CollectionShare {

  private final long windowNanos;
  private final double limit;

  /** When each sample was taken, and how much had been collected by then. */
  private final long[] takenNanos;

  private final long[] collectedNanos;

  /** Where the oldest sample is, and how many there are. */
  private int oldest;

  private int count;

  /**
   * @param window over which the share is taken
   * @param interval at least this lies between two samples
   * @param limit from 0 to 1, above which it is too much
   */
  CollectionShare(Duration window, Duration interval, double limit) {
    windowNanos = window.toNanos();
    this.limit = limit;
    // The samples of a whole window, and the one at its beginning.
    int size = Math.toIntExact(Math.ceilDiv(windowNanos, interval.toNanos())) + 1;
    takenNanos = new long[size];
    collectedNanos = new long[size];
  }

  /**
   * Adds a sample.
   *
   * @param nowNanos of a clock that never goes back
   * @param nowCollectedNanos all that was collected since the process started
   * @return whether collecting took more than the limit of the window that ends now; never before a
   *     whole window has passed
   */
  boolean isTooMuch(long nowNanos, long nowCollectedNanos) {
    // A window begins at the newest sample that is old enough: samples may come late, since each
    // waits for the collection that runs.
    while (count > 1 && nowNanos - takenNanos[after(oldest)] >= windowNanos) {
      oldest = after(oldest);
      count--;
    }
    boolean tooMuch = false;
    if (count > 0) {
      long elapsed = nowNanos - takenNanos[oldest];
      tooMuch =
          elapsed >= windowNanos && nowCollectedNanos - collectedNanos[oldest] >= limit * elapsed;
    }
    add(nowNanos, nowCollectedNanos);
    return tooMuch;
  }

  private void add(long nowNanos, long nowCollectedNanos) {
    if (count == takenNanos.length) {
      oldest = after(oldest);
      count--;
    }
    int next = (oldest + count) % takenNanos.length;
    takenNanos[next] = nowNanos;
    collectedNanos[next] = nowCollectedNanos;
    count++;
  }

  private int after(int index) {
    return (index + 1) % takenNanos.length;
  }
}
