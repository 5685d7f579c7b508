package io.dtabd.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnTest {

  private static final Duration LONG = Duration.ofMinutes(2);

  private final ManualExecutor executor = new ManualExecutor();
  private final AtomicInteger computed = new AtomicInteger();
  private final Derived<Integer> derived = derivedOn(executor);

  private Derived<Integer> derivedOn(Executor where) {
    var setting =
        new Derived.Setting(where, new ManualTimer(), Duration.ofMinutes(1), Duration.ofSeconds(1));
    return new Derived<>(setting, _ -> State.ok(computed.incrementAndGet()));
  }

  @Test
  void whatIsNotComputedYetIsComputedInTurn() throws Exception {
    try (var others = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked = others.submit(() -> Turn.take(derived, executor, in(LONG)));
      await().until(() -> executor.waiting() == 1);
      assertThat(computed).hasValue(0);

      executor.runAll();

      assertThat(asked.get()).isEqualTo(State.ok(1));
    }
  }

  @Test
  void whatIsCurrentIsReadAtOnce() throws Exception {
    derived.now();
    assertThat(Turn.take(derived, executor, in(LONG))).isEqualTo(State.ok(1));
  }

  @Test
  void whoHasGivenUpByTheTimeOfTheTurnCostsNothing() throws Exception {
    assertThat(Turn.take(derived, executor, in(Duration.ZERO))).isEqualTo(State.pending());

    executor.runAll();

    assertThat(computed).hasValue(0);
  }

  @Test
  void afterTheExecutorIsShutDownOneStillReads() throws Exception {
    Executor shutDown =
        _ -> {
          throw new RejectedExecutionException();
        };
    assertThat(Turn.take(derivedOn(shutDown), shutDown, in(LONG))).isEqualTo(State.ok(1));
  }

  private static long in(Duration time) {
    return System.nanoTime() + time.toNanos();
  }
}
