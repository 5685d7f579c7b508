package io.dtabd.store.etcd;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Whether the live values keep up with the store, and since when not. Says so in the log, once. */
final class Freshness {

  private static final System.Logger log = System.getLogger(EtcdDtabStore.class.getName());

  private final InstantSource clock;
  private Instant heard;
  private Optional<Instant> staleSince = Optional.empty();

  Freshness(InstantSource clock) {
    this.clock = clock;
    heard = clock.instant();
  }

  synchronized Optional<Instant> staleSince() {
    return staleSince;
  }

  /** The watch is alive and has nothing more to say. */
  synchronized void heard() {
    heard = clock.instant();
    if (staleSince.isPresent()) {
      log.log(
          INFO,
          "etcd answers again, after {0} s; what is served is up to date",
          Duration.between(staleSince.get(), heard).toSeconds());
      staleSince = Optional.empty();
    }
  }

  /** A change has come; there may be more that are late. */
  synchronized void changed() {
    if (staleSince.isEmpty()) {
      heard = clock.instant();
    }
  }

  /** Stale since the last sign of life, or still. */
  synchronized void lost(String member, String why) {
    boolean news = staleSince.isEmpty();
    if (news) {
      staleSince = Optional.of(heard);
    }
    log.log(
        news ? WARNING : DEBUG,
        "lost touch with etcd at {0}: {1}; what was read before stays in force, and it is tried again",
        member,
        why);
  }
}
