package io.dtabd.k8s.watch;

import java.time.Duration;

/**
 * How patient a {@link ListWatch} is.
 *
 * @param answer how long to wait for the answer to a request
 * @param quiet a watch of which nothing was heard for so long is begun anew, from where it was: a
 *     server that is frozen, or a connection that ended without a word, looks like one on which
 *     nothing changes
 * @param retry the pauses after something failed
 * @param refused the pauses after the server refused, which takes a person to mend
 */
public record Pace(Duration answer, Duration quiet, Pauses retry, Pauses refused) {

  /**
   * Pauses grow twofold, and each is drawn at random up to its length, so that those who lost the
   * same server do not come back all at once.
   */
  public record Pauses(Duration first, Duration longest) {

    Duration bound(int attempt) {
      Duration length = first;
      for (int i = 0; i < attempt && length.compareTo(longest) < 0; i++) {
        length = length.multipliedBy(2);
      }
      return length.compareTo(longest) < 0 ? length : longest;
    }
  }

  /**
   * The server sends a sign of life once a minute at best. Half of that bounds how long traffic
   * goes by what is past, and costs two requests a minute where nothing changes at all.
   */
  public static final Pace DEFAULT =
      new Pace(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          new Pauses(Duration.ofMillis(200), Duration.ofSeconds(15)),
          new Pauses(Duration.ofSeconds(5), Duration.ofMinutes(5)));
}
