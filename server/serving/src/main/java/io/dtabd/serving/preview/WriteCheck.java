package io.dtabd.serving.preview;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Finding;
import io.dtabd.dtab.Path;
import io.dtabd.dtab.Prefix;
import io.dtabd.dtab.ShiftedDtab;
import io.dtabd.live.State;
import io.dtabd.serving.Question;
import io.dtabd.serving.preview.WriteFinding.Suspect;
import io.dtabd.serving.preview.WriteFinding.Unchecked;
import io.dtabd.store.Namespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Says what a write would break, before it is done: names that somebody watches, and the
 * destinations of a shift, which lead somewhere by the table that is there and would not by the
 * other one.
 */
public final class WriteCheck {

  /** People wait for a write, and one that does not come is worse than one that is not checked. */
  public static final Duration MAX_TIME = Duration.ofSeconds(2);

  /**
   * Checks under way. Each holds two tables and up to {@link Previews#MAX_NAMES} questions; the
   * next one waits, as long as its own time lasts.
   */
  private static final int MAX_AT_ONCE = 4;

  private final Previews previews;
  private final Duration maxTime;
  private final Semaphore running = new Semaphore(MAX_AT_ONCE, true);

  public WriteCheck(Previews previews) {
    this(previews, MAX_TIME);
  }

  /**
   * @param maxTime of one check, after which it says what it has found by then
   */
  public WriteCheck(Previews previews, Duration maxTime) {
    this.previews = previews;
    this.maxTime = maxTime;
  }

  /**
   * What a check has found.
   *
   * @param more how many findings there are besides
   */
  public record Report(List<WriteFinding> findings, int more) {

    public Report {
      findings = List.copyOf(findings);
    }

    /** The reasons to refuse the write; none: it may be done. */
    public List<WriteFinding.Breaks> refusals() {
      return findings.stream()
          .filter(WriteFinding.Breaks.class::isInstance)
          .map(WriteFinding.Breaks.class::cast)
          .toList();
    }
  }

  /**
   * Checks a write of {@code after} over {@code before}. Blocks, and not longer than it may.
   *
   * @param before what is in the store; not ok if that is not known
   * @param shifted what was moved, if the write is a step of a shift
   */
  public Report of(
      Namespace namespace, State<Dtab> before, Dtab after, Optional<ShiftedDtab> shifted)
      throws InterruptedException {
    long deadline = System.nanoTime() + maxTime.toNanos();
    var findings = new Findings(previews.store().staleSince());
    if (!running.tryAcquire(maxTime.toNanos(), TimeUnit.NANOSECONDS)) {
      findings.add(new Unchecked("nothing was checked: too many other writes are being checked"));
      return findings.report();
    }
    try {
      Executor turn = previews.turn();
      TwoTables tables = previews.tables(before, after, turn);
      var judge = new Judge(findings, new Addresses(deadline));
      if (shifted.isPresent()) {
        var destinations = new MovedDestinations(tables, judge);
        destinations.check(shifted.get(), deadline);
      }
      List<Path> asked = shifted.flatMap(MovedDestinations::asked).stream().toList();
      checkNames(namespace, tables, asked, judge, deadline);
      lint(before, after, turn, findings, deadline);
      return findings.report();
    } finally {
      running.release();
    }
  }

  private void checkNames(
      Namespace namespace, TwoTables tables, List<Path> asked, Judge judge, long deadline)
      throws InterruptedException {
    Map<Question.Bind, Integer> names = WatchedNames.of(previews.watchers(), namespace, asked);
    var differing = new ArrayList<Judge.Name>();
    int[] seen = {0};
    boolean all =
        tables.bind(
            names.entrySet().stream().limit(Previews.MAX_NAMES).toList(),
            deadline,
            () -> deadline,
            (question, watchers, trees) -> {
              seen[0]++;
              if (Judge.isWorthALook(trees)) {
                differing.add(new Judge.Name(question, watchers, trees));
              }
            });
    for (Judge.Name name : differing) {
      judge.of(name);
    }
    if (!all || names.size() > Previews.MAX_NAMES) {
      judge.unchecked(
          "%d of %d watched names were checked: the others were not reached within %d ms"
              .formatted(seen[0], names.size(), maxTime.toMillis()));
    }
  }

  /** What is wrong with the text alone and was not before. */
  private void lint(State<Dtab> before, Dtab after, Executor turn, Findings findings, long deadline)
      throws InterruptedException {
    if (left(deadline).isZero()) {
      return;
    }
    List<Finding> found = previews.lint(after, turn).findings();
    if (found.isEmpty()) {
      return;
    }
    Set<Lint> known = new HashSet<>();
    if (before instanceof State.Ok<Dtab>(var dtab)) {
      previews.lint(dtab, turn).findings().forEach(each -> known.add(Lint.of(each)));
    }
    found.stream()
        .filter(each -> !known.contains(Lint.of(each)))
        .map(Suspect::new)
        .forEach(findings::add);
  }

  /** Whatever else is in the dentry, and wherever it stands. */
  private record Lint(Finding.Kind kind, Prefix prefix, String message) {
    static Lint of(Finding finding) {
      return new Lint(finding.kind(), finding.dentry().prefix(), finding.message());
    }
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }
}
