package io.dtabd.serving;

/** Follows what one watcher receives. Called by whoever writes to its socket, in order. */
public interface Delivery extends AutoCloseable {

  /** Follows nothing. */
  Delivery NONE = _ -> {};

  /** All of {@code message} is in the hands of the operating system. Cheap, never blocking. */
  void written(Message message);

  /** The watcher is gone. Called once, after the last {@link #written}. */
  @Override
  default void close() {}
}
