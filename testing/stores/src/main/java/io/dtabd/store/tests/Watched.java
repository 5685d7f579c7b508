package io.dtabd.store.tests;

import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A live value that someone observes, and the states that it had whenever it said so. */
final class Watched<T> implements AutoCloseable {

  private final Live<T> live;
  private final List<State<T>> told = new CopyOnWriteArrayList<>();
  private final Subscription subscription;

  Watched(Live<T> live) {
    this.live = live;
    subscription = live.observe(() -> told.add(live.now()));
  }

  State<T> now() {
    return live.now();
  }

  List<State<T>> told() {
    return told;
  }

  @Override
  public void close() {
    subscription.close();
  }
}
