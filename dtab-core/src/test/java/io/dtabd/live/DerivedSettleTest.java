package io.dtabd.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a computation may wait for what is pending. */
class DerivedSettleTest {

  private static final Duration SETTLE = Duration.ofSeconds(1);
  private static final Duration MOMENT = Duration.ofMillis(1);

  private final ManualTimer timer = new ManualTimer();
  private final ManualExecutor executor = new ManualExecutor();

  private final LiveCell<String> left = LiveCell.pending();
  private final LiveCell<String> right = LiveCell.pending();

  /** What is known of both, but pending while that is permitted. */
  private final Derived<List<String>> both =
      new Derived<>(
          new Derived.Setting(executor, timer, Duration.ofMinutes(10), SETTLE),
          reads -> {
            var known = new ArrayList<String>();
            boolean pending = false;
            for (Live<String> live : List.of(left, right)) {
              if (reads.read(live) instanceof State.Ok<String>(var value)) {
                known.add(value);
              } else {
                pending = true;
              }
            }
            return pending && reads.mayWait() ? State.pending() : State.ok(known);
          });

  @Test
  void waitsForWhatIsPending() {
    left.set(State.ok("l"));

    assertThat(stateAfter(SETTLE.minus(MOMENT))).isEqualTo(State.pending());
  }

  @Test
  void makesDoAfterTheSettleTime() {
    left.set(State.ok("l"));
    observed();

    assertThat(stateAfter(SETTLE)).isEqualTo(State.ok(List.of("l")));
  }

  @Test
  void takesInWhatIsSettledAtOnce() {
    observed();
    left.set(State.ok("l"));
    right.set(State.ok("r"));

    assertThat(stateAfter(Duration.ZERO)).isEqualTo(State.ok(List.of("l", "r")));
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void takesInWhatIsSettledLate() {
    left.set(State.ok("l"));
    observed();
    stateAfter(SETTLE);

    right.set(State.ok("r"));

    assertThat(stateAfter(Duration.ZERO)).isEqualTo(State.ok(List.of("l", "r")));
  }

  @Test
  void aChangeElsewhereDoesNotBeginTheWaitAnew() {
    left.set(State.ok("l"));
    observed();
    stateAfter(SETTLE.minus(MOMENT));

    left.set(State.ok("l2"));

    assertThat(stateAfter(Duration.ZERO)).isEqualTo(State.pending());
    assertThat(stateAfter(MOMENT)).isEqualTo(State.ok(List.of("l2")));
  }

  @Test
  void whatBecomesPendingLaterIsWaitedForInItsOwnTime() {
    left.set(State.ok("l"));
    observed();
    stateAfter(SETTLE); // the right one has had its time

    left.set(State.pending());
    executor.runAll();

    assertThat(stateAfter(SETTLE.minus(MOMENT))).isEqualTo(State.pending());
    assertThat(stateAfter(MOMENT)).isEqualTo(State.ok(List.of()));
  }

  @Test
  void whatIsPendingASecondTimeIsWaitedForASecondTime() {
    left.set(State.ok("l"));
    observed();
    stateAfter(SETTLE);
    right.set(State.ok("r"));
    stateAfter(Duration.ZERO);

    right.set(State.pending());
    executor.runAll();

    assertThat(stateAfter(SETTLE.minus(MOMENT))).isEqualTo(State.pending());
    assertThat(stateAfter(MOMENT)).isEqualTo(State.ok(List.of("l")));
  }

  @Test
  void lettingGoCancelsTheWait() {
    both.now();
    assertThat(timer.waiting()).isEqualTo(3); // linger, left and right

    both.releaseIfIdle();

    assertThat(timer.waiting()).isZero();
  }

  private void observed() {
    both.observe(() -> {});
    executor.runAll();
  }

  private State<List<String>> stateAfter(Duration time) {
    timer.advance(time);
    executor.runAll();
    return both.now();
  }
}
