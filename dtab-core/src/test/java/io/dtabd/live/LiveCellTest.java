package io.dtabd.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LiveCellTest {

  private final LiveCell<Integer> cell = new LiveCell<>(State.ok(0));

  @Test
  void aNewCellIsPending() {
    assertThat(LiveCell.pending().now()).isEqualTo(State.pending());
  }

  @Test
  void observersAreToldBeforeSetReturns() {
    var seen = new ArrayList<State<Integer>>();
    cell.observe(() -> seen.add(cell.now()));

    cell.set(State.ok(1));
    cell.set(State.failed("gone"));

    assertThat(seen).containsExactly(State.ok(1), State.failed("gone"));
  }

  @Test
  void anEqualStateIsNotTold() {
    var told = new AtomicInteger();
    cell.observe(told::incrementAndGet);

    cell.set(State.ok(0));

    assertThat(told).hasValue(0);
  }

  @Test
  void updateSeesThePresentState() {
    cell.update(state -> state.map(n -> n + 5));

    assertThat(cell.now()).isEqualTo(State.ok(5));
  }

  @Test
  void whoClosedIsToldNothingMore() {
    var told = new AtomicInteger();
    Subscription subscription = cell.observe(told::incrementAndGet);

    subscription.close();
    subscription.close();
    cell.set(State.ok(1));

    assertThat(told).hasValue(0);
  }

  @Test
  void closingOneLeavesTheOthers() {
    var told = new AtomicInteger();
    Runnable same = told::incrementAndGet;
    cell.observe(same).close();
    cell.observe(same);

    cell.set(State.ok(1));

    assertThat(told).hasValue(1);
  }

  @Test
  void anObserverMayCloseItselfWhileItIsTold() {
    var told = new AtomicInteger();
    var own = new Subscription[1];
    own[0] =
        cell.observe(
            () -> {
              told.incrementAndGet();
              own[0].close();
            });

    cell.set(State.ok(1));
    cell.set(State.ok(2));

    assertThat(told).hasValue(1);
  }

  @Test
  void anObserverMaySetWhatItObserves() {
    var seen = new ArrayList<State<Integer>>();
    cell.observe(
        () -> {
          seen.add(cell.now());
          cell.update(state -> state.map(n -> Math.min(n + 1, 3)));
        });

    cell.set(State.ok(1));

    assertThat(seen).containsExactly(State.ok(1), State.ok(2), State.ok(3));
  }

  @Test
  void anObserverMayObserveAnew() {
    var told = new AtomicInteger();
    var added = new AtomicReference<>(Subscription.NONE);
    cell.observe(
        () -> {
          if (added.get() == Subscription.NONE) {
            added.set(cell.observe(told::incrementAndGet));
          }
        });

    cell.set(State.ok(1));
    int toldOfTheFirst = told.getAndSet(0);
    cell.set(State.ok(2));

    assertThat(toldOfTheFirst).isLessThanOrEqualTo(1);
    assertThat(told).hasValue(1);
  }

  @Test
  void whatOneObserverThrowsDoesNotKeepItOrTheOthersFromBeingTold() {
    var told = new AtomicInteger();
    Runnable bad =
        () -> {
          told.incrementAndGet();
          throw new AssertionError("thrown on purpose by a test");
        };
    cell.observe(bad);
    cell.observe(told::incrementAndGet);

    cell.set(State.ok(1));
    cell.set(State.ok(2));

    assertThat(told).hasValue(4);
  }

  @Test
  void aBurstOfChangesCostsASlowObserverTwoCalls() throws InterruptedException {
    var calls = new AtomicInteger();
    var inFirstCall = new CountDownLatch(1);
    var burstIsOver = new CountDownLatch(1);
    var last = new AtomicReference<State<Integer>>();
    cell.observe(
        () -> {
          calls.incrementAndGet();
          last.set(cell.now());
          inFirstCall.countDown();
          await(burstIsOver);
        });
    Thread first = Thread.startVirtualThread(() -> cell.set(State.ok(1)));
    inFirstCall.await();

    for (int i = 2; i <= 1_000; i++) {
      cell.set(State.ok(i));
    }
    burstIsOver.countDown();
    first.join();

    assertThat(calls).hasValue(2);
    assertThat(last).hasValue(State.ok(1_000));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
