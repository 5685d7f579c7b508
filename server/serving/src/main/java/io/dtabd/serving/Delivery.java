package io.dtabd.serving;

/** Follows what one watcher receives. Called by whoever writes to its socket, in order. */
public interface Delivery extends AutoCloseable {

  /** Follows nothing. */
  Delivery NONE = _ -> {};

  /** All of {@code message} is in the hands of the operating system. Cheap, never blocking. */
  void written(Message message);

  /** The kernel of the watcher's host has all of {@code message}. */
  default void delivered(Message message) {}

  /** The client itself has confirmed {@code message}. */
  default void acknowledged(Message message) {}

  /**
   * Whom to ask how far the messages that were written have got. Finding out costs something, so it
   * is done only while somebody wants to know.
   */
  default void askedOf(Inquiry inquiry) {}

  /** The watcher is gone. Called once, after the last {@link #written}. */
  @Override
  default void close() {}

  /** Finds out how far what was written has got. */
  @FunctionalInterface
  interface Inquiry {

    /**
     * Has what is found reported as {@link #delivered} or {@link #acknowledged}, soon. In any
     * thread; returns at once, and may be called while another one is under way.
     */
    void start();
  }
}
