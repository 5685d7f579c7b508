package io.dtabd.live;

/**
 * A value that changes.
 *
 * <p>Observe first, then read: a change after {@link #observe} returns is always told, so whoever
 * reads again after each notification ends on the last state. Changes in quick succession may be
 * told as one.
 *
 * <p>Two that stand for the same source are equal, so that a computation which reads one twice, or
 * bound names that carry one, can be compared.
 */
public interface Live<T> {

  /** The newest state. Does not wait for one. */
  State<T> now();

  /**
   * Asks to be told of every change.
   *
   * @param onChange called after the state changed, one call at a time, in the thread that changed
   *     it, or in the one that is calling {@code onChange} just then and calls it once more; it
   *     must return quickly and may read, observe, set and close anything. What it throws is
   *     logged.
   * @return ends the notifications when closed: none begins after that, and one that is running in
   *     another thread may still finish
   */
  Subscription observe(Runnable onChange);

  /** A value that never changes. */
  static <T> Live<T> constant(State<T> state) {
    return new Constant<>(state);
  }
}
