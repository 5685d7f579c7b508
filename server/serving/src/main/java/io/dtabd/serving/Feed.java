package io.dtabd.serving;

import io.dtabd.live.Subscription;

/**
 * The answer to one question in one format, for any number of watchers. It holds only the newest
 * state: who is slow misses the ones between and still ends on the last.
 *
 * <p>Observe first, then read {@link #now}, again after each notification. Watchers of the same
 * question in the same format share one feed, so that a change is encoded once and handed to their
 * sockets together.
 */
public interface Feed {

  /** The newest state. Cheap and never blocking: event loops call it. */
  State now();

  /**
   * Asks to be told of every change. The feed is kept up while anyone observes it.
   *
   * @param onChange called after the state changed, in any thread, perhaps once for several
   *     changes; it returns quickly
   */
  Subscription observe(Runnable onChange);

  /** What a feed has to say at one moment. */
  sealed interface State {

    /** No answer yet: watchers wait, and keep what they have. */
    record Waiting() implements State {}

    /** The answer to send, unless it was sent already. */
    record Newest(Message message) implements State {}

    /**
     * There is no valid answer any more. Streams end; whoever asks again may be told why.
     *
     * @param reason for people
     */
    record Failed(String reason) implements State {}
  }
}
