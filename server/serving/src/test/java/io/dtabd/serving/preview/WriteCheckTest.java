package io.dtabd.serving.preview;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.dtab.ShiftedDtab;
import io.dtabd.live.Derived;
import io.dtabd.live.Live;
import io.dtabd.live.ManualTimer;
import io.dtabd.live.State;
import io.dtabd.naming.Namer;
import io.dtabd.naming.Namers;
import io.dtabd.serving.Protocol;
import io.dtabd.serving.Question;
import io.dtabd.serving.Watchers;
import io.dtabd.serving.preview.WriteFinding.Unchecked;
import io.dtabd.store.InMemoryDtabStore;
import io.dtabd.store.Namespace;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a check says of itself: that it ends, and what it has not done. */
class WriteCheckTest {

  private static final Namespace NS = new Namespace("internal");

  /** For what a test waits for, on however busy a machine. */
  private static final Duration LONG = Duration.ofMinutes(1);

  /** For what does not come in a test. */
  private static final Duration SHORT = Duration.ofMillis(50);

  /** A thread that is busy with other things for good. */
  private static final Executor BUSY = _ -> {};

  private static final Live<NameTree<Namer.Name>> NEG = Live.constant(State.ok(NameTree.neg()));

  private final Watchers watchers = new Watchers(InstantSource.system());

  private WriteCheck check(Executor thread, Duration maxTime) {
    var setting =
        new Derived.Setting(Runnable::run, new ManualTimer(), LONG, Duration.ofSeconds(1));
    return new WriteCheck(
        new Previews(
            new InMemoryDtabStore(Map.of(), InstantSource.system()),
            watchers,
            new Namers(Map.of(), _ -> NEG),
            setting,
            thread),
        maxTime);
  }

  private void watch(String path) {
    watchers.open(
        Protocol.HTTP,
        InetSocketAddress.createUnresolved("proxy", 1),
        new Question.Bind(NS, Path.read(path), Dtab.EMPTY));
  }

  private static List<String> unchecked(WriteCheck.Report report) {
    return report.findings().stream()
        .filter(Unchecked.class::isInstance)
        .map(each -> ((Unchecked) each).reason())
        .toList();
  }

  @Test
  void aCheckWhoseTurnDoesNotComeEndsInTimeAndSaysWhatItHasNotDone() throws Exception {
    watch("/svc/world");
    Dtab before = Dtab.read("/svc/world => /srv/a");
    Dtab after = Dtab.read("/svc/world => /srv/b");
    Dentry moved = after.dentries().getFirst();
    var shifted =
        new ShiftedDtab(
            after, before.dentries().getFirst(), moved, Optional.empty(), 1, Optional.empty());

    WriteCheck.Report report =
        check(BUSY, SHORT).of(NS, State.ok(before), after, Optional.of(shifted));

    assertThat(report.refusals()).isEmpty();
    assertThat(unchecked(report))
        .as("the name that is shifted is none that is watched")
        .containsExactlyInAnyOrder(
            "0 of 1 watched names were checked: the others were not reached within 50 ms",
            "the text of the dtab was not checked within 50 ms");
  }

  @Test
  void ofMoreNamesThanACheckLooksAtItSaysThatAndNotThatTimeWasOver() throws Exception {
    for (int i = 0; i <= Previews.MAX_NAMES; i++) {
      watch("/svc/s" + i);
    }
    Dtab dtab = Dtab.read("/svc => /srv");
    assertThat(unchecked(check(Runnable::run, LONG).of(NS, State.ok(dtab), dtab, Optional.empty())))
        .containsExactly(
            "10000 of 10001 watched names were checked: a check looks at 10000 at the most");
  }

  @Test
  void aTextWithMoreWrongThanIsListedIsSaidToBeCheckedInPart() throws Exception {
    Dtab wrong =
        Dtab.read(
            IntStream.rangeClosed(0, 200)
                .mapToObj(i -> "/svc/s%d => /#/nosuch/s%d".formatted(i, i))
                .collect(joining(" ;\n")));
    assertThat(
            unchecked(
                check(Runnable::run, LONG).of(NS, State.ok(Dtab.EMPTY), wrong, Optional.empty())))
        .containsExactly("the text of the dtab was checked in part: there is too much of it");
  }
}
