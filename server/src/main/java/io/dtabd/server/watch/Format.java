package io.dtabd.server.watch;

import io.dtabd.live.State;

/**
 * How answers look on the wire. A format is a constant: feeds are shared by those who name the same
 * object.
 */
@FunctionalInterface
public interface Format<T> {

  /**
   * The message that says {@code state}: pending if nothing is to be sent and watchers keep what
   * they have, failed if there is nothing valid to send any more. Called once for each state.
   *
   * @return bytes that will not change any more
   */
  State<byte[]> encode(State<T> state);
}
