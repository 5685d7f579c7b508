package io.dtabd.store.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.store.Namespace;
import io.dtabd.store.VersionedDtab;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What requests answer and what the watch tells, in every order in which they can arrive. */
class LiveDtabsTest {

  private static final Namespace NS = new Namespace("internal");

  private final LiveDtabs dtabs = new LiveDtabs();

  @Test
  void nothingIsKnownBeforeTheFirstList() {
    assertThat(dtabs.of(NS).now()).isEqualTo(State.pending());
    dtabs.listed(List.of(), 10);
    assertThat(dtabs.of(NS).now()).isEqualTo(State.ok(Optional.empty()));
  }

  @Test
  void writeIsThereBeforeTheWatchTellsOfIt() {
    dtabs.listed(List.of(), 10);
    dtabs.seen(object("a", 12));
    assertNow(12);
  }

  @Test
  void lateEventDoesNotUndoAWrite() {
    dtabs.listed(List.of(object("a", 9)), 10);
    dtabs.seen(object("a", 13));
    dtabs.changed(object("a", 11));
    assertNow(13);
  }

  @Test
  void lateAnswerDoesNotUndoAnEvent() {
    dtabs.listed(List.of(object("a", 9)), 10);
    dtabs.changed(object("a", 13));
    dtabs.seen(object("a", 11));
    assertNow(13);
  }

  @Test
  void lateEventDoesNotBringBackWhatWasDeletedHere() {
    dtabs.listed(List.of(object("a", 9)), 10);
    dtabs.deleted(object("a", 12));
    dtabs.changed(object("a", 11));
    dtabs.changed(object("a", 12));
    assertAbsent();
    dtabs.removed(object("a", 13));
    assertAbsent();
  }

  @Test
  void lateAnswerDoesNotBringBackWhatIsGone() {
    dtabs.listed(List.of(object("a", 9)), 10);
    dtabs.removed(object("a", 12));
    dtabs.seen(object("a", 9));
    assertAbsent();
  }

  @Test
  void lateEndOfAnObjectDoesNotTakeItsSuccessor() {
    dtabs.listed(List.of(object("a", 9)), 10);
    dtabs.deleted(object("a", 9));
    dtabs.seen(object("b", 14));
    dtabs.removed(object("a", 12));
    assertNow(14);
  }

  @Test
  void lateDeletionHereDoesNotTakeItsSuccessor() {
    dtabs.listed(List.of(object("a", 9)), 10);
    dtabs.removed(object("a", 12));
    dtabs.changed(object("b", 14));
    dtabs.deleted(object("a", 9));
    assertNow(14);
  }

  @Test
  void listDoesNotUndoWhatWasWrittenAfterIt() {
    dtabs.listed(List.of(), 10);
    dtabs.seen(object("a", 22));
    dtabs.listed(List.of(), 20);
    assertNow(22);
    dtabs.deleted(object("a", 22));
    dtabs.listed(List.of(object("a", 22)), 23);
    assertAbsent();
  }

  @Test
  void listTakesAwayWhatItDoesNotHave() {
    dtabs.listed(List.of(object("a", 9)), 10);
    dtabs.listed(List.of(), 20);
    assertAbsent();
    assertThat(dtabs.size()).isZero();
  }

  @Test
  void whatWasRestoredFromACopyCounts() {
    dtabs.listed(List.of(object("a", 90)), 100);
    dtabs.listed(List.of(object("a", 50)), 60);
    assertNow(50);
  }

  @Test
  void whatIsNotInACopyThatWasRestoredIsGone() {
    dtabs.listed(List.of(object("a", 90)), 100);
    dtabs.listed(List.of(), 60);
    assertAbsent();
    dtabs.changed(object("b", 61));
    assertNow(61);
  }

  @Test
  void deletedOnesAreForgottenInTheEnd() {
    dtabs.listed(List.of(object("a", 9)), 10);
    dtabs.deleted(object("a", 9));
    dtabs.removed(object("a", 11));
    assertThat(dtabs.size()).isZero();
  }

  @Test
  void observersAreToldOfNothingTwice() {
    dtabs.listed(List.of(), 10);
    var told = new ArrayList<State<Optional<VersionedDtab>>>();
    try (var _ = dtabs.of(NS).observe(() -> told.add(dtabs.of(NS).now()))) {
      dtabs.seen(object("a", 12));
      dtabs.changed(object("a", 12));
      dtabs.listed(List.of(object("a", 12)), 15);
    }
    assertThat(told).hasSize(1);
  }

  private void assertNow(long revision) {
    assertThat(dtabs.of(NS).now()).isEqualTo(object("any", revision).state());
    assertThat(dtabs.namespaces().now()).isEqualTo(State.ok(new java.util.TreeSet<>(List.of(NS))));
  }

  private void assertAbsent() {
    assertThat(dtabs.of(NS).now()).isEqualTo(State.ok(Optional.empty()));
    assertThat(dtabs.namespaces().now()).isEqualTo(State.ok(new java.util.TreeSet<>()));
  }

  private static DtabObject object(String uid, long revision) {
    return new DtabObject(
        NS,
        uid,
        revision,
        new DtabObject.Content.Table(Dtab.read("/svc => /v/" + revision)),
        new Stamp(Instant.EPOCH, Optional.empty(), true));
  }
}
