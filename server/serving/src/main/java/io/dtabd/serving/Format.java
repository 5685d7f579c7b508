package io.dtabd.serving;

import io.dtabd.live.State;

/**
 * How answers look on the wire. A format is a constant: feeds are shared by those who name the same
 * object.
 */
@FunctionalInterface
public interface Format<T> {

  /**
   * The message that says {@code state}: pending if nothing is to be sent and watchers keep what
   * they have, failed if there is nothing valid to send any more. Called once for each state, and
   * for each new watcher if it {@link #readsLiveValues}.
   *
   * @return bytes that will not change any more
   */
  State<byte[]> encode(State<T> state);

  /**
   * Whether one state may be encoded differently from time to time, because live values in it are
   * read. Their changes are no message, but who begins to watch is told how they are then.
   */
  default boolean readsLiveValues() {
    return false;
  }
}
