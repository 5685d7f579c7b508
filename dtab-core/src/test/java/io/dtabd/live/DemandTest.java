package io.dtabd.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemandTest {

  private static final Duration LINGER = Duration.ofSeconds(10);
  private static final Duration MOMENT = Duration.ofMillis(1);

  private final ManualTimer timer = new ManualTimer();
  private final List<String> events = new ArrayList<>();
  private final Demand demand =
      new Demand(() -> events.add("start"), () -> events.add("stop"), LINGER, timer);

  @Test
  void startsForTheFirstAlone() {
    demand.hold();
    demand.hold();
    demand.touch();

    assertThat(events).containsExactly("start");
  }

  @Test
  void runsAsLongAsAnyoneHoldsIt() {
    Subscription one = demand.hold();
    demand.hold();

    one.close();
    timer.advance(LINGER.multipliedBy(10));

    assertThat(events).containsExactly("start");
  }

  @Test
  void stopsWhenTheLastHasBeenGoneForTheLingerTime() {
    demand.hold().close();

    timer.advance(LINGER.minus(MOMENT));
    assertThat(events).containsExactly("start");
    timer.advance(MOMENT);
    assertThat(events).containsExactly("start", "stop");
  }

  @Test
  void aTouchKeepsItForAtLeastTheLingerTimeAndAtMostTwice() {
    demand.touch();
    timer.advance(LINGER.minus(MOMENT));
    demand.touch();

    timer.advance(LINGER);
    assertThat(events).containsExactly("start");
    timer.advance(LINGER);
    assertThat(events).containsExactly("start", "stop");
  }

  @Test
  void closingAHoldTwiceCountsOnce() {
    demand.hold();
    Subscription twice = demand.hold();

    twice.close();
    twice.close();
    timer.advance(LINGER.multipliedBy(3));

    assertThat(events).containsExactly("start");
  }

  @Test
  void startsAgainAfterAStop() {
    demand.touch();
    timer.advance(LINGER);

    demand.touch();

    assertThat(events).containsExactly("start", "stop", "start");
  }

  @Test
  void stopIfIdleStopsAtOnceUnlessHeld() {
    Subscription hold = demand.hold();
    assertThat(demand.stopIfIdle()).isFalse();

    hold.close();
    assertThat(demand.stopIfIdle()).isTrue();

    assertThat(events).containsExactly("start", "stop");
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void aTimerFromBeforeAStopDoesNotStopWhatWasStartedSince() {
    var late = new ArrayList<Runnable>();
    var demand =
        new Demand(
            () -> events.add("start"),
            () -> events.add("stop"),
            LINGER,
            (delay, task) -> {
              late.add(task); // and it cannot be cancelled any more
              return Subscription.NONE;
            });
    demand.touch();
    demand.stopIfIdle();
    demand.touch();

    late.getFirst().run();

    assertThat(events).containsExactly("start", "stop", "start");
  }

  @Test
  void manySignsOfNeedLeaveOneTaskInTheTimer() {
    for (int i = 0; i < 1_000; i++) {
      demand.touch();
      demand.hold().close();
    }

    assertThat(timer.waiting()).isEqualTo(1);
  }

  @Test
  void aStartThatFailsIsTriedAgainByTheNext() {
    var attempts = new ArrayList<String>();
    var failing =
        new Demand(
            () -> {
              attempts.add("start");
              throw new IllegalStateException("no");
            },
            () -> events.add("stop"),
            LINGER,
            timer);

    assertThatThrownBy(failing::hold).hasMessage("no");
    assertThatThrownBy(failing::hold).hasMessage("no");

    assertThat(attempts).hasSize(2);
    assertThat(failing.stopIfIdle()).isTrue();
  }
}
