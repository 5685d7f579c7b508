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
import io.dtabd.naming.Addr;
import io.dtabd.naming.Endpoint;
import io.dtabd.naming.Namer;
import io.dtabd.naming.Namers;
import io.dtabd.serving.Coverage;
import io.dtabd.serving.Protocol;
import io.dtabd.serving.Question;
import io.dtabd.serving.Watchers;
import io.dtabd.serving.preview.WriteFinding.Unchecked;
import io.dtabd.store.InMemoryDtabStore;
import io.dtabd.store.Namespace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** What is below {@code /$} has an address. */
  private static Live<NameTree<Namer.Name>> here(Path path) {
    var endpoint = new Endpoint(InetAddress.getLoopbackAddress(), 1);
    Live<Addr> addr = Live.constant(State.ok(new Addr.Bound(Set.of(endpoint))));
    return Live.constant(State.ok(NameTree.leaf(new Namer.Name.Settled(path, Path.EMPTY, addr))));
  }

  private final Watchers watchers = new Watchers(InstantSource.system());

  private WriteCheck check(Executor thread, Duration maxTime) {
    return check(thread, WatchedElsewhere.NONE, maxTime);
  }

  private WriteCheck check(Executor thread, WatchedElsewhere elsewhere, Duration maxTime) {
    var setting =
        new Derived.Setting(Runnable::run, new ManualTimer(), LONG, Duration.ofSeconds(1));
    return new WriteCheck(
        new Previews(
            new InMemoryDtabStore(Map.of(), InstantSource.system()),
            watchers,
            new Namers(Map.of(), WriteCheckTest::here),
            setting,
            thread),
        elsewhere,
        maxTime);
  }

  private void watch(String path) {
    watchers.open(Protocol.HTTP, InetSocketAddress.createUnresolved("proxy", 1), bind(path));
  }

  private static Question.Bind bind(String path) {
    return new Question.Bind(NS, Path.read(path), Dtab.EMPTY);
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

  @Test
  void namesWatchedAtOtherReplicasAreCheckedWithAllTheirWatchers() throws Exception {
    watch("/svc/world");
    var found =
        new WatchedElsewhere.Found(
            Map.of(bind("/svc/world"), 2, bind("/svc/users"), 1),
            5,
            0,
            new Coverage(true, 3, List.of()));
    State<Dtab> before = State.ok(Dtab.read("/svc => /$/here"));

    WriteCheck.Rehearsal rehearsal =
        check(Runnable::run, (_, _) -> found, LONG).rehearsal(NS, before, Dtab.EMPTY);

    assertThat(rehearsal.report().refusals())
        .extracting(each -> each.subject().path() + " " + each.subject().watchers())
        .containsExactly("/svc/world 3", "/svc/users 1");
    assertThat(rehearsal.watchers()).isEqualTo(6);
    assertThat(rehearsal.coverage()).contains(found.coverage());
  }

  @Test
  void whatOtherReplicasHaveNotSaidIsSaidToBeUnchecked() throws Exception {
    var silent = new Coverage.Silent("dtabd-2", "refused the connection");
    var found = new WatchedElsewhere.Found(Map.of(), 9, 7, new Coverage(true, 2, List.of(silent)));
    WriteCheck.Report report =
        check(Runnable::run, (_, _) -> found, LONG)
            .of(NS, State.ok(Dtab.EMPTY), Dtab.EMPTY, Optional.empty());
    assertThat(unchecked(report))
        .containsExactly(
            "names watched at other replicas were not checked: dtabd-2 refused the connection",
            "7 names watched at other replicas were not checked: they list only the most watched");
  }

  @Test
  void othersAreWaitedForHalfOfTheTimeAtTheMost() throws Exception {
    var limits = new ArrayList<Duration>();
    WatchedElsewhere elsewhere =
        (_, limit) -> {
          limits.add(limit);
          return WatchedElsewhere.Found.NOTHING;
        };
    check(Runnable::run, elsewhere, LONG)
        .of(NS, State.ok(Dtab.EMPTY), Dtab.EMPTY, Optional.empty());
    assertThat(limits).containsExactly(Duration.ofSeconds(30));
  }
}
