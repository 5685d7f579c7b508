package io.dtabd.k8s.watch;

import java.util.List;

/**
 * Takes in what a {@link ListWatch} finds. All methods are called in one thread, which waits for
 * them to return.
 *
 * @param <T> the objects, as the server has them
 * @param <R> what is kept of one
 */
public interface Receiver<T, R> {

  /** What to keep of an object; the object itself is let go of. Does not throw. */
  R read(T object);

  /**
   * Told right before {@link #listed}.
   *
   * @param version of the collection: what has a later one is not in the list yet
   */
  default void listing(String version) {}

  /**
   * This is all that there is now. First of all calls, and again where changes may have been
   * missed.
   */
  void listed(List<R> all);

  /** One has come, or has changed. */
  void changed(R object);

  /**
   * One has gone.
   *
   * @param object as it was last
   */
  void removed(R object);

  /**
   * It cannot be read; told at every attempt that fails. What was told before is the last known.
   */
  void away(Outage outage);
}
