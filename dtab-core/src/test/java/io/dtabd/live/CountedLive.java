package io.dtabd.live;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Another live value, with a count of those who observe it. */
final class CountedLive<T> implements Live<T> {

  private final Live<T> live;
  private final AtomicInteger observers = new AtomicInteger();
  private final AtomicInteger observedInAll = new AtomicInteger();

  CountedLive(Live<T> live) {
    this.live = live;
  }

  int observers() {
    return observers.get();
  }

  int observedInAll() {
    return observedInAll.get();
  }

  @Override
  public State<T> now() {
    return live.now();
  }

  @Override
  public Subscription observe(Runnable onChange) {
    observers.incrementAndGet();
    observedInAll.incrementAndGet();
    Subscription inner = live.observe(onChange);
    var closed = new AtomicBoolean();
    return () -> {
      inner.close();
      if (closed.compareAndSet(false, true)) {
        observers.decrementAndGet();
      }
    };
  }
}
