package io.dtabd.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What tells one state of a file from another without reading it.
 *
 * @param identity which file it is on its disk, whatever it is called
 * @param size in bytes
 */
record Stamp(Object identity, long size, Instant modified) {

  /**
   * Whether the store wrote it: the store sets the time of a file to a whole millisecond as the
   * last step before the file gets its name, while a file that someone else writes, or goes on
   * writing, has the time of the write, to the nanosecond.
   */
  boolean sealed() {
    return modified.truncatedTo(ChronoUnit.MILLIS).equals(modified);
  }
}
