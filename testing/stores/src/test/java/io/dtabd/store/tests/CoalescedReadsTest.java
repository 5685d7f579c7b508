package io.dtabd.store.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dtabd.dtab.Dtab;
import io.dtabd.store.CoalescedReads;
import io.dtabd.store.InMemoryDtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.VersionedDtab;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoalescedReadsTest {

  private static final Namespace NS = new Namespace("ns");
  private static final Dtab BEFORE = Dtab.read("/a => /before");
  private static final Dtab AFTER = Dtab.read("/a => /after");

  private final BreakableStore store =
      new BreakableStore(new InMemoryDtabStore(Map.of(NS, BEFORE), InstantSource.system()));
  private final CoalescedReads reads = new CoalescedReads(store);
  private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore gate = new Semaphore(0);

  @AfterEach
  void close() {
    gate.release(1_000);
    readers.close();
    reads.close();
  }

  @Test
  void thoseWhoComeDuringOneReadShareTheNext() throws Exception {
    store.before(gate::acquireUninterruptibly);
    var answers = new ArrayList<Future<Optional<VersionedDtab>>>();
    answers.add(read());
    await().until(gate::hasQueuedThreads);
    for (int i = 0; i < 50; i++) {
      answers.add(read());
    }
    await().until(() -> reads.gathered(NS) == 50);

    gate.release(2);

    for (Future<Optional<VersionedDtab>> answer : answers) {
      assertThat(answer.get().orElseThrow().dtab()).isEqualTo(BEFORE);
    }
    assertThat(store.reads()).isEqualTo(2);
  }

  @Test
  void readThatBeganBeforeAWriteIsNotSharedWithThoseWhoComeAfterIt() throws Exception {
    store.before(gate::acquireUninterruptibly);
    Future<Optional<VersionedDtab>> early = read();
    await().until(gate::hasQueuedThreads);
    store.before(() -> {});
    store.put(NS, AFTER);

    Future<Optional<VersionedDtab>> late = read();
    gate.release();

    assertThat(late.get().orElseThrow().dtab()).isEqualTo(AFTER);
    assertThat(early.get()).isPresent();
    assertThat(store.reads()).isEqualTo(2);
  }

  @Test
  void readerOfAnotherNamespaceDoesNotWait() throws Exception {
    store.before(gate::acquireUninterruptibly);
    Future<Optional<VersionedDtab>> stuck = read();
    await().until(gate::hasQueuedThreads);
    store.before(() -> {});

    assertThat(reads.read(new Namespace("other"))).isEmpty();
    assertThat(stuck.isDone()).isFalse();
  }

  @Test
  void readerWhoLeavesDoesNotBreakTheReadForTheOthers() throws Exception {
    store.before(
        () -> {
          try {
            gate.acquire();
          } catch (InterruptedException e) {
            throw new StoreException.Unavailable("interrupted", Outcome.NOT_DONE, e);
          }
        });
    Future<Optional<VersionedDtab>> first = read();
    await().until(gate::hasQueuedThreads);
    Future<Optional<VersionedDtab>> leader = read();
    await().until(() -> reads.gathered(NS) == 1);
    Future<Optional<VersionedDtab>> follower = read();
    await().until(() -> reads.gathered(NS) == 2);

    gate.release();
    first.get();
    await().until(gate::hasQueuedThreads); // now the read of the two
    leader.cancel(true);
    gate.release();

    assertThat(follower.get()).isPresent();
  }

  @Test
  void failureIsToldToEveryReader() {
    var away = new StoreException.Unavailable("the store is away", Outcome.NOT_DONE);
    store.fail(away);

    assertThatThrownBy(() -> reads.read(NS)).isSameAs(away);
  }

  @Test
  void nothingIsKeptOnceNobodyReads() throws Exception {
    reads.read(NS);
    reads.read(new Namespace("other"));

    assertThat(reads.lanes()).isZero();
  }

  private Future<Optional<VersionedDtab>> read() {
    return readers.submit(() -> reads.read(NS));
  }
}
