package io.dtabd.api;

import java.time.Duration;

/**
 * How long requests of HTTP wait for what is not known yet, where it is not as long as those of
 * other interfaces.
 *
 * @param delegation of a delegation that is asked once
 * @param firstState how long the head of a stream is held back for its first state, so that the
 *     status can tell of a failure; and how long a tree that is asked for once waits for its
 *     addresses
 */
public record Patience(Duration delegation, Duration firstState) {

  /**
   * The time for a delegation is namerd's; {@code firstState} is the time that a union waits for
   * its branches.
   */
  public static final Patience DEFAULT = new Patience(Duration.ofSeconds(2), Duration.ofSeconds(1));
}
