package io.dtabd.serving.preview;

import io.dtabd.serving.preview.WriteFinding.Breaks;
import io.dtabd.serving.preview.WriteFinding.Unchecked;
import io.dtabd.serving.preview.WriteFinding.Unknown;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one check finds: of much the first, and reasons to refuse the write before all else. */
final class Findings {

  /** More than a person reads; at some 600 bytes of JSON each, that is 60 KB. */
  static final int MAX = 100;

  private final Optional<Instant> staleSince;
  private final List<WriteFinding> listed = new ArrayList<>();
  private int more;

  /**
   * @param staleSince since when the store is not heard; then nothing that was compared is certain
   */
  Findings(Optional<Instant> staleSince) {
    this.staleSince = staleSince;
    staleSince.ifPresent(
        since ->
            listed.add(
                new Unchecked(
                    "the store has not been heard since %s, so the write was compared with a table that may be old"
                        .formatted(since.truncatedTo(ChronoUnit.SECONDS)))));
  }

  void add(WriteFinding finding) {
    WriteFinding certain =
        staleSince.isPresent() && finding instanceof Breaks(var subject, var reason)
            ? new Unknown(subject, reason)
            : finding;
    if (listed.size() < MAX) {
      listed.add(certain);
      return;
    }
    more++;
    if (certain instanceof Breaks) {
      replaceLastWarning(certain);
    }
  }

  /** A write is refused for what is listed, so no number of warnings may keep a reason out. */
  private void replaceLastWarning(WriteFinding reason) {
    for (int i = listed.size() - 1; i >= 0; i--) {
      if (!(listed.get(i) instanceof Breaks)) {
        listed.set(i, reason);
        return;
      }
    }
  }

  WriteCheck.Report report() {
    return new WriteCheck.Report(listed, more);
  }
}
