package io.dtabd.config;

import java.time.Duration;

/**
 * How old a connection may get, so that clients spread again over servers that came later.
 *
 * @param limit from when on no new call is taken on it; up to a tenth more or less, so that
 *     connections that began together do not end together
 * @param grace how long calls that are open then may go on
 */
public record ConnectionAge(Duration limit, Duration grace) {

  /**
   * A proxy's streams never end by themselves, so they are what is cut off. By then it has been
   * told, and what it opens goes elsewhere.
   */
  static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);
}
