package io.dtabd.bench.attack;

import java.io.IOException;
import java.time.Duration;

/** Something that uses up memory of a server, done by many at the same time, again and again. */
interface Attack {

  /**
   * For how long an attacker holds what it has. The server closes streams whose client has read
   * nothing for a minute, so it has to do that too.
   */
  Duration HOLD = Duration.ofSeconds(75);

  /** How many do it at the same time. */
  int attackers();

  /**
   * Does it once, and returns when the server has refused or ended it, or after {@link #HOLD}.
   *
   * @param attacker its number, below {@link #attackers}
   * @throws IOException if the server closes the connection
   */
  void once(int attacker, Tally tally) throws IOException, InterruptedException;
}
