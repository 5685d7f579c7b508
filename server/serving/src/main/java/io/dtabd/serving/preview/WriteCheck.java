package io.dtabd.serving.preview;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.DtabLint;
import io.dtabd.dtab.Finding;
import io.dtabd.dtab.Path;
import io.dtabd.dtab.Prefix;
import io.dtabd.dtab.ShiftedDtab;
import io.dtabd.live.State;
import io.dtabd.serving.Coverage;
import io.dtabd.serving.Question;
import io.dtabd.serving.preview.WriteFinding.Suspect;
import io.dtabd.serving.preview.WriteFinding.Unchecked;
import io.dtabd.store.Namespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Says what a write would break, before it is done: names that somebody watches, at whichever
 * replica, and the destinations of a shift, which lead somewhere by the table that is there and
 * would not by the other one.
 */
public final class WriteCheck {

  /** People wait for a write, and one that does not come is worse than one that is not checked. */
  public static final Duration MAX_TIME = Duration.ofSeconds(2);

  /**
   * Checks under way. Each holds two tables and up to {@link Previews#MAX_NAMES} questions; the
   * next one waits, as long as its own time lasts.
   */
  private static final int MAX_AT_ONCE = 4;

  private static final DtabLint.Report NOTHING_WRONG = new DtabLint.Report(List.of(), true);

  /**
   * The part of its time that a check waits for other replicas at the most: one that is frozen
   * takes all of it, and what is known is still to be checked then.
   */
  private static final int ELSEWHERE_PART = 2;

  private final Previews previews;
  private final WatchedElsewhere elsewhere;
  private final Duration maxTime;
  private final Semaphore running = new Semaphore(MAX_AT_ONCE, true);

  public WriteCheck(Previews previews, WatchedElsewhere elsewhere) {
    this(previews, elsewhere, MAX_TIME);
  }

  /**
   * @param maxTime of one check, after which it says what it has found by then
   */
  public WriteCheck(Previews previews, WatchedElsewhere elsewhere, Duration maxTime) {
    this.previews = previews;
    this.elsewhere = elsewhere;
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
   * The same of a write that is not done.
   *
   * @param watchers how many watch the namespace, whatever they ask, at the replicas that responded
   * @param coverage empty if the others were not asked
   */
  public record Rehearsal(Report report, int watchers, Optional<Coverage> coverage) {}

  /** Says what a write of {@code after} over {@code before} would break. Blocks as {@link #of}. */
  public Rehearsal rehearsal(Namespace namespace, State<Dtab> before, Dtab after)
      throws InterruptedException {
    return check(namespace, before, after, Optional.empty());
  }

  /**
   * Checks a write of {@code after} over {@code before}. Blocks until its time is over at the
   * latest, and then for the one step that is under way.
   *
   * @param before what is in the store; not ok if that is not known
   * @param shifted what was moved, if the write is a step of a shift
   */
  public Report of(
      Namespace namespace, State<Dtab> before, Dtab after, Optional<ShiftedDtab> shifted)
      throws InterruptedException {
    return check(namespace, before, after, shifted).report();
  }

  private Rehearsal check(
      Namespace namespace, State<Dtab> before, Dtab after, Optional<ShiftedDtab> shifted)
      throws InterruptedException {
    long deadline = System.nanoTime() + maxTime.toNanos();
    var findings = new Findings(previews.store().staleSince());
    int watchers = previews.watchers().of(namespace).size();
    if (!running.tryAcquire(maxTime.toNanos(), TimeUnit.NANOSECONDS)) {
      findings.add(new Unchecked("nothing was checked: too many other writes are being checked"));
      return new Rehearsal(findings.report(), watchers, Optional.empty());
    }
    try {
      Executor turn = previews.turn();
      TwoTables tables = previews.tables(before, after, turn);
      var judge = new Judge(findings, new Addresses(deadline));
      WatchedElsewhere.Found others = elsewhere.of(namespace, maxTime.dividedBy(ELSEWHERE_PART));
      uncheckedOf(others, findings);
      // Before namers are waited for, which may take all the time that there is.
      List<WriteFinding> text = text(before, after, turn, deadline);
      if (shifted.isPresent()) {
        var destinations = new MovedDestinations(tables, judge);
        destinations.check(shifted.get(), deadline);
      }
      List<Path> asked = shifted.flatMap(MovedDestinations::asked).stream().toList();
      checkNames(names(namespace, asked, others), tables, judge, deadline);
      text.forEach(findings::add);
      return new Rehearsal(
          findings.report(), watchers + others.watchers(), Optional.of(others.coverage()));
    } finally {
      running.release();
    }
  }

  private static void uncheckedOf(WatchedElsewhere.Found others, Findings findings) {
    for (Coverage.Silent silent : others.coverage().silent()) {
      findings.add(
          new Unchecked(
              "names watched at other replicas were not checked: %s %s"
                  .formatted(silent.name(), silent.reason())));
    }
    if (others.unlisted() > 0) {
      findings.add(
          new Unchecked(
              "%d names watched at other replicas were not checked: they list only the most watched"
                  .formatted(others.unlisted())));
    }
  }

  private Map<Question.Bind, Integer> names(
      Namespace namespace, List<Path> asked, WatchedElsewhere.Found others) {
    Map<Question.Bind, Integer> watched = WatchedNames.of(previews.watchers(), namespace);
    others.names().forEach((name, watchers) -> watched.merge(name, watchers, Integer::sum));
    return WatchedNames.after(asked, namespace, watched);
  }

  private void checkNames(
      Map<Question.Bind, Integer> names, TwoTables tables, Judge judge, long deadline)
      throws InterruptedException {
    var differing = new ArrayList<Judge.Name>();
    int[] seen = {0};
    boolean inTime =
        tables.bind(
            names.entrySet().stream().limit(Previews.MAX_NAMES).toList(),
            deadline,
            () -> deadline,
            (question, watchers, trees) -> {
              seen[0] += watchers > 0 ? 1 : 0;
              if (Judge.isWorthALook(trees)) {
                differing.add(new Judge.Name(question, watchers, trees));
              }
            });
    if (!inTime || names.size() > Previews.MAX_NAMES) {
      long watched = names.values().stream().filter(watchers -> watchers > 0).count();
      judge.unchecked(
          "%d of %d watched names were checked: ".formatted(seen[0], watched)
              + (inTime
                  ? "a check looks at %d at the most".formatted(Previews.MAX_NAMES)
                  : "the others were not reached within %d ms".formatted(maxTime.toMillis())));
    }
    for (Judge.Name name : differing) {
      judge.of(name);
    }
  }

  /** What is wrong with the text alone and was not before. */
  private List<WriteFinding> text(State<Dtab> before, Dtab after, Executor turn, long deadline)
      throws InterruptedException {
    Optional<DtabLint.Report> now = previews.lint(after, turn, deadline);
    boolean isClean = now.map(it -> it.findings().isEmpty()).orElse(true);
    Optional<DtabLint.Report> was =
        before instanceof State.Ok<Dtab>(var dtab) && !isClean
            ? previews.lint(dtab, turn, deadline)
            : Optional.of(NOTHING_WRONG);
    if (now.isEmpty() || was.isEmpty()) {
      return List.of(
          new Unchecked(
              "the text of the dtab was not checked within %d ms".formatted(maxTime.toMillis())));
    }
    var found = new ArrayList<WriteFinding>();
    if (!now.get().complete() || !was.get().complete()) {
      found.add(new Unchecked("the text of the dtab was checked in part: there is too much of it"));
    }
    Set<Lint> known = was.get().findings().stream().map(Lint::of).collect(Collectors.toSet());
    now.get().findings().stream()
        .filter(each -> !known.contains(Lint.of(each)))
        .map(Suspect::new)
        .forEach(found::add);
    return found;
  }

  /** Whatever else is in the dentry, and wherever it stands. */
  private record Lint(Finding.Kind kind, Prefix prefix, String message) {
    static Lint of(Finding finding) {
      return new Lint(finding.kind(), finding.dentry().prefix(), finding.message());
    }
  }
}
