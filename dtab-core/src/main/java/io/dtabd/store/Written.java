package io.dtabd.store;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One namespace of the store in memory.
 *
 * @param number of the newest revision
 * @param revisions newest first, bounded in number and size
 */
record Written(long number, List<Revision> revisions) {

  static Written first(long number, Instant time, Dtab dtab) {
    return new Written(number, List.of(revision(number, time, Optional.of(dtab))));
  }

  /** This with one more revision; the oldest are dropped as needed. */
  Written then(Instant time, Optional<Dtab> dtab) {
    var kept = new ArrayList<Revision>();
    kept.add(revision(number + 1, time, dtab));
    long size = size(kept.getFirst());
    for (Revision revision : revisions) {
      size += size(revision);
      if (kept.size() == StoreLimits.MAX_HISTORY || size > StoreLimits.MAX_HISTORY_SIZE) {
        break;
      }
      kept.add(revision);
    }
    return new Written(number + 1, List.copyOf(kept));
  }

  Version version() {
    return revisions.getFirst().version();
  }

  Optional<VersionedDtab> current() {
    Revision newest = revisions.getFirst();
    return newest.dtab().map(dtab -> new VersionedDtab(newest.version(), dtab));
  }

  State<Optional<VersionedDtab>> state() {
    return State.ok(current());
  }

  private static Revision revision(long number, Instant time, Optional<Dtab> dtab) {
    return new Revision(Version.of(number), time, dtab, Author.current());
  }

  private static long size(Revision revision) {
    return revision.dtab().map(dtab -> (long) dtab.text().length()).orElse(0L);
  }
}
