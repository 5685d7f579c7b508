package io.dtabd.bench.restart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** A state that everybody is to have, and when each had it. */
final class Round {

  /** Over which protocol somebody watches. */
  enum Kind {
    HTTP,
    MESH,
    THRIFTMUX
  }

  private final String text;
  private final CountDownLatch missing;
  private final Map<Kind, List<Long>> arrivals = new EnumMap<>(Kind.class);

  /**
   * @param text that is in the state, on every wire
   */
  Round(String text, int watchersOfEachKind) {
    this.text = text;
    this.missing = new CountDownLatch(watchersOfEachKind * Kind.values().length);
    for (Kind kind : Kind.values()) {
      arrivals.put(kind, new ArrayList<>());
    }
  }

  boolean isIn(String state) {
    return state.contains(text);
  }

  /** One more has it. */
  void arrived(Kind kind) {
    long now = System.nanoTime();
    List<Long> ofKind = Objects.requireNonNull(arrivals.get(kind));
    synchronized (ofKind) {
      ofKind.add(now);
    }
    missing.countDown();
  }

  long missing() {
    return missing.getCount();
  }

  CountDownLatch all() {
    return missing;
  }

  /** Sorted, as {@link System#nanoTime} had them. */
  long[] times(Kind kind) {
    List<Long> ofKind = Objects.requireNonNull(arrivals.get(kind));
    synchronized (ofKind) {
      long[] times = ofKind.stream().mapToLong(Long::longValue).toArray();
      Arrays.sort(times);
      return times;
    }
  }
}
