package io.dtabd.api;

import io.dtabd.serving.Await;
import java.time.Duration;

/**
 * How long requests wait for what is not known yet.
 *
 * @param answer of a question that is asked once
 * @param delegation of a delegation that is asked once
 * @param firstState how long the head of a stream is held back for its first state, so that the
 *     status can tell of a failure; and how long a tree that is asked for once waits for its
 *     addresses
 */
public record Patience(Duration answer, Duration delegation, Duration firstState) {

  /**
   * The time for an answer is that of every interface; the time for a delegation is namerd's; {@code firstState} is the time that a union
   * waits for its branches.
   */
  public static final Patience DEFAULT =
      new Patience(Await.ANSWER_LIMIT, Duration.ofSeconds(2), Duration.ofSeconds(1));
}
