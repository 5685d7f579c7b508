package io.dtabd.serving;

import org.jspecify.annotations.Nullable;

/**
 * A client says what it has of something, and waits until that changes. There may be tens of
 * thousands of polls, so it is fields and no more.
 *
 * @param <P> the kind of poll, which adds what its protocol needs to answer it
 */
public abstract class Poll<P extends Poll<P>> {

  /** What it waits for, once that is known. */
  @Nullable PolledQuestion<P> asked;

  /** The polls of one question are a list through this. */
  @Nullable P next;

  private final long stamp;

  /**
   * @param stamp of the message that the client has, as {@link WatchSession.Client#stamp} gives it
   */
  protected Poll(long stamp) {
    this.stamp = stamp;
  }

  public final long stamp() {
    return stamp;
  }
}
