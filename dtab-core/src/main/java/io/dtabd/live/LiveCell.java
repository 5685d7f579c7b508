package io.dtabd.live;

import java.util.function.UnaryOperator;

/** A live value that is set from outside. */
public final class LiveCell<T> implements Live<T> {

  private final Object setting = new Object();
  private final Observers observers = new Observers();
  private volatile State<T> state;

  public LiveCell(State<T> initial) {
    state = initial;
  }

  /** A cell that waits for its first value. */
  public static <T> LiveCell<T> pending() {
    return new LiveCell<>(State.pending());
  }

  @Override
  public State<T> now() {
    return state;
  }

  @Override
  public Subscription observe(Runnable onChange) {
    return observers.add(onChange);
  }

  /**
   * Observers are told before this returns, unless {@code next} equals the present state; one that
   * is being told in another thread is told again there.
   */
  public void set(State<T> next) {
    update(_ -> next);
  }

  /**
   * Sets what {@code change} makes of the present state.
   *
   * @param change called under a lock of this cell
   */
  public void update(UnaryOperator<State<T>> change) {
    synchronized (setting) {
      State<T> next = change.apply(state);
      if (next.equals(state)) {
        return;
      }
      state = next;
    }
    observers.changed();
  }
}
