package io.dtabd.bench.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Times that were taken, of several threads. */
public final class Latencies {

  private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());

  public void add(long elapsedNanos) {
    nanos.add(elapsedNanos);
  }

  public int count() {
    return nanos.size();
  }

  /**
   * The time that this share of all took at the most, in milliseconds; not a number if there are
   * none.
   *
   * @param share from 0 to 1
   */
  public double millis(double share) {
    List<Long> sorted;
    synchronized (nanos) {
      sorted = nanos.stream().sorted().toList();
    }
    return sorted.isEmpty() ? Double.NaN : sorted.get((int) (share * (sorted.size() - 1))) / 1e6;
  }
}
