package io.dtabd.store.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.store.DtabStore;
import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.StoreException.Unavailable;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a {@link DtabStore} does while the server that keeps its content is away, and after. */
public abstract class StoreOutageContract extends StoreTest {

  private DtabStore store;

  /** Ends the server without its data, so that connections to it are refused. */
  protected abstract void stopServer() throws Exception;

  /** Starts it again with its data, or does nothing if it runs. */
  protected abstract void startServer() throws Exception;

  /** Lets the server answer nothing any more while its connections stay open. */
  protected abstract void pauseServer() throws Exception;

  /** Lets it go on, or does nothing if it does. */
  protected abstract void resumeServer() throws Exception;

  @BeforeEach
  final void openStore() throws Exception {
    store = store();
    eventually(() -> assertThat(store.namespaces().now()).isInstanceOf(State.Ok.class));
  }

  @AfterEach
  final void bringServerBack() throws Exception {
    resumeServer();
    startServer();
  }

  @Test
  void liveValuesKeepTheirStateWhileTheServerIsStopped() throws Exception {
    Version version = store.create(NS, A);
    stopServer();
    eventually(() -> assertThat(store.staleSince()).isPresent());
    assertThat(store.dtab(NS).now()).isEqualTo(present(version, A));
    assertThat(store.namespaces().now()).isEqualTo(State.ok(new TreeSet<>(java.util.Set.of(NS))));
  }

  @Test
  void pausedServerMakesTheStoreStale() throws Exception {
    Version version = store.create(NS, A);
    pauseServer();
    eventually(() -> assertThat(store.staleSince()).isPresent());
    assertThat(store.dtab(NS).now()).isEqualTo(present(version, A));
  }

  @Test
  void readIsUnavailableWhileTheServerIsStopped() throws Exception {
    store.create(NS, A);
    stopServer();
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> store.read(NS));
  }

  @Test
  void readIsUnavailableWhileTheServerIsPaused() throws Exception {
    store.create(NS, A);
    pauseServer();
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> store.read(NS));
  }

  @Test
  void writeWhileTheServerIsStoppedSaysWhetherItWasDone() throws Exception {
    Version before = store.create(NS, A);
    stopServer();
    Outcome outcome = outcomeOf(() -> store.update(NS, B, before));
    startServer();
    assertOutcome(outcome, new VersionedDtab(before, A), B);
  }

  @Test
  void writeWhileTheServerIsPausedSaysWhetherItWasDone() throws Exception {
    Version before = store.create(NS, A);
    pauseServer();
    Outcome outcome = outcomeOf(() -> store.update(NS, B, before));
    resumeServer();
    assertOutcome(outcome, new VersionedDtab(before, A), B);
  }

  @Test
  void everythingConvergesAfterARestart() throws Exception {
    store.create(NS, A);
    stopServer();
    eventually(() -> assertThat(store.staleSince()).isPresent());
    startServer();
    DtabStore other = store();
    eventually(() -> other.put(NS, B));
    eventually(() -> other.put(OTHER, C));
    eventually(() -> assertLive(store, NS, B));
    eventually(() -> assertLive(store, OTHER, C));
    eventually(() -> assertThat(store.staleSince()).isEmpty());
    eventually(() -> assertThat(dtabIn(store, NS)).contains(B));
  }

  @Test
  void storeIsUpToDateAgainThoughNothingWasWritten() throws Exception {
    Version version = store.create(NS, A);
    stopServer();
    eventually(() -> assertThat(store.staleSince()).isPresent());
    startServer();
    eventually(() -> assertThat(store.staleSince()).isEmpty());
    assertThat(store.dtab(NS).now()).isEqualTo(present(version, A));
  }

  @Test
  void everythingConvergesAfterAPause() throws Exception {
    store.create(NS, A);
    pauseServer();
    eventually(() -> assertThat(store.staleSince()).isPresent());
    resumeServer();
    DtabStore other = store();
    eventually(() -> other.put(NS, B));
    eventually(() -> assertLive(store, NS, B));
    eventually(() -> assertThat(store.staleSince()).isEmpty());
  }

  @Test
  void storeOpenedWhileTheServerIsStoppedIsPendingUntilItAnswers() throws Exception {
    Version version = store.create(NS, A);
    stopServer();
    DtabStore early = store();
    assertThat(early.namespaces().now()).isEqualTo(State.pending());
    assertThat(early.dtab(NS).now()).isEqualTo(State.pending());
    startServer();
    eventually(() -> assertThat(early.dtab(NS).now()).isEqualTo(present(version, A)));
  }

  @Test
  void observersAreToldOfTheFirstWriteAfterAnOutage() throws Exception {
    store.create(NS, A);
    try (var watched = new Watched<>(store.dtab(NS))) {
      stopServer();
      eventually(() -> assertThat(store.staleSince()).isPresent());
      startServer();
      eventually(() -> store.put(NS, B));
      eventually(() -> assertThat(watched.told()).endsWith(present(versionIn(store, NS), B)));
    }
  }

  // Under load.

  @Test
  void nothingAcknowledgedIsLostWhenTheServerIsStoppedForAMoment() throws Exception {
    countThrough(
        counting -> {
          stopServer();
          startServer();
        });
  }

  @Test
  void nothingAcknowledgedIsLostWhenTheServerIsStopped() throws Exception {
    countThrough(
        counting -> {
          stopServer();
          awaitStale(Duration.ofSeconds(3));
          startServer();
        });
  }

  @Test
  void nothingAcknowledgedIsLostWhenTheServerIsPaused() throws Exception {
    countThrough(
        counting -> {
          pauseServer();
          awaitStale(Duration.ofSeconds(3));
          resumeServer();
        });
  }

  /** As long as a person takes to notice, or a machine to start: longer than any timeout here. */
  @Test
  void nothingAcknowledgedIsLostInLongOutages() throws Exception {
    countThrough(
        counting -> {
          pauseServer();
          awaitStale(longPause());
          resumeServer();
          awaitCounting(counting);
          stopServer();
          awaitStale(longStop());
          startServer();
        });
  }

  /** How long the server is paused in the test of long outages. */
  protected Duration longPause() {
    return Duration.ofSeconds(15);
  }

  /** How long it is stopped there. */
  protected Duration longStop() {
    return Duration.ofSeconds(30);
  }

  /** A fault while clients count. */
  @FunctionalInterface
  private interface Fault {
    void happen(Counting counting) throws Exception;
  }

  private void countThrough(Fault fault) throws Exception {
    DtabStore other = store();
    try (var counting = new Counting(List.of(() -> store, () -> other), 4);
        var _ = counting.check(store);
        var _ = counting.check(other)) {
      awaitCounting(counting);
      fault.happen(counting);
      awaitCounting(counting);
      Counting.Tally tally = counting.finish(store);
      State<Optional<VersionedDtab>> last = State.ok(store.read(Counting.NAMESPACE));
      eventually(() -> assertThat(store.dtab(Counting.NAMESPACE).now()).isEqualTo(last));
      eventually(() -> assertThat(other.dtab(Counting.NAMESPACE).now()).isEqualTo(last));
      System.out.println(tally + "; 0 lost");
    }
  }

  private void awaitCounting(Counting counting) {
    long enough = counting.acknowledged() + 30;
    eventually(() -> assertThat(counting.acknowledged()).isGreaterThan(enough));
  }

  /** Meanwhile whoever reads the live value has an answer. */
  private void awaitStale(Duration length) {
    within(
        length.plus(patience()),
        () -> {
          assertThat(store.dtab(Counting.NAMESPACE).now()).isInstanceOf(State.Ok.class);
          assertThat(store.staleSince())
              .hasValueSatisfying(since -> assertThat(since).isBefore(Instant.now().minus(length)));
        });
  }

  /** What is there after the outage is as the failed write said. */
  private void assertOutcome(Outcome outcome, VersionedDtab before, Dtab written) {
    eventually(
        () -> {
          Optional<VersionedDtab> after = store.read(NS);
          switch (outcome) {
            case NOT_DONE -> assertThat(after).contains(before);
            case UNKNOWN ->
                assertThat(after.map(VersionedDtab::dtab).orElseThrow())
                    .isIn(before.dtab(), written);
          }
          assertThat(store.dtab(NS).now()).isEqualTo(State.ok(after));
        });
  }

  /** One write, in another thread's time, that is expected to fail. */
  @FunctionalInterface
  private interface Write {
    Version run() throws StoreException;
  }

  private static Outcome outcomeOf(Write write) throws StoreException {
    try {
      Version version = write.run();
      throw new AssertionError("the write came back with version " + version);
    } catch (Unavailable e) {
      return e.outcome();
    }
  }
}
