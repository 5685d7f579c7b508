package io.dtabd.store;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Since when a file store cannot read its folder. It says so once, and once when it is over. */
final class FolderOutage {

  private static final System.Logger log = System.getLogger(FileDtabStore.class.getName());

  private final DataFolder data;
  private final Duration rescan;
  private volatile Optional<Instant> since = Optional.empty();

  FolderOutage(DataFolder data, Duration rescan) {
    this.data = data;
    this.rescan = rescan;
  }

  Optional<Instant> since() {
    return since;
  }

  synchronized void begin(String what, IOException e) {
    boolean news = since.isEmpty();
    if (news) {
      since = Optional.of(data.clock().instant());
    }
    log.log(
        news ? WARNING : DEBUG,
        "{0}: {1}; what was read before stays in force, and it is tried again every {2} s",
        what,
        DiskFailure.reason(e),
        rescan.toSeconds());
  }

  synchronized void end() {
    if (since.isPresent()) {
      since = Optional.empty();
      log.log(INFO, "the data folder {0} can be read again", data.root());
    }
  }
}
