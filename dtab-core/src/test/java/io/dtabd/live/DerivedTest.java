package io.dtabd.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.live.Derived.Computation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DerivedTest {

  private static final Duration LINGER = Duration.ofMinutes(10);

  private final ManualTimer timer = new ManualTimer();
  private final ManualExecutor executor = new ManualExecutor();
  private final Derived.Setting setting =
      new Derived.Setting(executor, timer, LINGER, Duration.ofSeconds(1));

  private final LiveCell<Integer> cell = new LiveCell<>(State.ok(1));
  private final AtomicInteger computed = new AtomicInteger();
  private final Derived<Integer> half = derived(reads -> reads.read(cell).map(n -> n / 2));

  @Test
  void givesWhatIsComputed() {
    cell.set(State.ok(8));

    assertThat(half.now()).isEqualTo(State.ok(4));
  }

  @Test
  void nothingIsComputedBeforeItIsNeeded() {
    executor.runAll();

    assertThat(computed).hasValue(0);
    assertThat(half.last()).isEqualTo(State.pending());
  }

  @Test
  void readingAgainDoesNotComputeAgain() {
    half.now();
    half.now();
    executor.runAll();

    assertThat(computed).hasValue(1);
  }

  @Test
  void aChangeIsNotComputedWhileNobodyObserves() {
    half.now();

    cell.set(State.ok(8));
    executor.runAll();

    assertThat(computed).hasValue(1);
    assertThat(half.now()).isEqualTo(State.ok(4));
  }

  @Test
  void whoObservesAfterAChangeThatWasNotComputedIsToldOfIt() {
    half.now();
    cell.set(State.ok(8));
    executor.runAll();
    var seen = new ArrayList<State<Integer>>();

    half.observe(() -> seen.add(half.last()));
    executor.runAll();

    assertThat(seen).containsExactly(State.ok(4));
  }

  @Test
  void observingComputesWithoutBeingRead() {
    half.observe(() -> {});
    executor.runAll();

    assertThat(half.last()).isEqualTo(State.ok(0));
  }

  @Test
  void observersAreToldOfEachDifference() {
    var seen = new ArrayList<State<Integer>>();
    half.observe(() -> seen.add(half.now()));
    executor.runAll();

    cell.set(State.ok(2));
    executor.runAll();
    cell.set(State.failed("gone"));
    executor.runAll();

    assertThat(seen).containsExactly(State.ok(0), State.ok(1), State.failed("gone"));
  }

  @Test
  void observersAreNotToldOfAnEqualResult() {
    cell.set(State.ok(2));
    half.observe(() -> {});
    executor.runAll();
    var told = new AtomicInteger();
    half.observe(told::incrementAndGet);

    cell.set(State.ok(3));
    executor.runAll();

    assertThat(computed).hasValue(2);
    assertThat(told).hasValue(0);
  }

  @Test
  void anEqualResultIsTheObjectThatItWas() {
    Derived<String> text = derived(reads -> reads.read(cell).map(n -> "n".repeat(n % 2)));
    State<String> before = text.now();

    cell.set(State.ok(5));

    assertThat(text.now()).isSameAs(before);
  }

  @Test
  void aBurstOfChangesIsComputedOnce() {
    half.observe(() -> {});
    executor.runAll();

    for (int i = 0; i < 1_000; i++) {
      cell.set(State.ok(i));
    }
    executor.runAll();

    assertThat(computed).hasValue(2);
    assertThat(half.last()).isEqualTo(State.ok(499));
  }

  @Test
  void nowIsNeverOlderThanWhatItIsComputedFrom() {
    half.observe(() -> {});
    executor.runAll();

    cell.set(State.ok(8)); // and the executor has no time for it

    assertThat(half.now()).isEqualTo(State.ok(4));
  }

  @Test
  void nowIsNotOlderAtAnyDepth() {
    Derived<Integer> quarter = derived(reads -> reads.read(half).map(n -> n / 2));
    Derived<Integer> eighth = derived(reads -> reads.read(quarter).map(n -> n / 2));
    eighth.observe(() -> {});
    executor.runAll();

    cell.set(State.ok(80));

    assertThat(eighth.now()).isEqualTo(State.ok(10));
  }

  @Test
  void nowTakesInAChangeOfWhichItWasNotToldYet() {
    var silent = new SilentCell();
    Derived<Integer> derived = derived(reads -> reads.read(silent));
    derived.now();

    silent.state = State.ok(2);

    assertThat(derived.now()).isEqualTo(State.ok(2));
  }

  @Test
  void whatAReaderComputesIsToldByTheExecutor() {
    var told = new AtomicInteger();
    half.observe(told::incrementAndGet);
    executor.runAll();
    told.set(0);

    cell.set(State.ok(8));
    half.now();
    assertThat(told).hasValue(0);
    executor.runAll();

    assertThat(told).hasValue(1);
  }

  @Test
  void withinOneComputationAReadStaysTheSame() {
    Derived<Boolean> same =
        derived(
            reads -> {
              State<Integer> first = reads.read(cell);
              cell.update(state -> state.map(n -> Math.min(n + 1, 5)));
              return State.ok(first.equals(reads.read(cell)));
            });

    assertThat(same.now()).isEqualTo(State.ok(true));
  }

  @Test
  void aChangeDuringAComputationIsNotLost() {
    var once = new AtomicBoolean(true);
    Derived<Integer> derived =
        derived(
            reads -> {
              State<Integer> read = reads.read(cell);
              if (once.getAndSet(false)) {
                cell.set(State.ok(7));
              }
              return read;
            });
    derived.observe(() -> {});

    executor.runAll();

    assertThat(derived.last()).isEqualTo(State.ok(7));
  }

  @Test
  void whatTheLastComputationDidNotReadIsLetGo() {
    var other = new CountedLive<>(new LiveCell<>(State.ok(5)));
    Derived<Integer> choice =
        derived(reads -> reads.read(cell).equals(State.ok(1)) ? reads.read(other) : State.ok(0));
    choice.observe(() -> {});
    executor.runAll();
    assertThat(other.observers()).isEqualTo(1);

    cell.set(State.ok(2));
    executor.runAll();

    assertThat(other.observers()).isZero();
  }

  @Test
  void whatIsReadAgainKeepsItsOneSubscription() {
    var input = new CountedLive<>(cell);
    Derived<Integer> derived = derived(reads -> reads.read(input));
    derived.observe(() -> {});

    for (int i = 2; i < 10; i++) {
      cell.set(State.ok(i));
      executor.runAll();
    }

    assertThat(input.observedInAll()).isEqualTo(1);
  }

  @Test
  void whoClosedIsToldNothingMore() {
    var told = new AtomicInteger();
    Subscription subscription = half.observe(told::incrementAndGet);

    subscription.close();
    executor.runAll();
    cell.set(State.ok(8));
    executor.runAll();

    assertThat(told).hasValue(0);
  }

  @Test
  void anObserverMayReadObserveSetAndClose() {
    Derived<Integer> quarter = derived(reads -> reads.read(half).map(n -> n / 2));
    var seen = new ArrayList<State<Integer>>();
    var own = new Subscription[1];
    own[0] =
        half.observe(
            () -> {
              seen.add(quarter.now());
              half.observe(() -> {}).close();
              cell.set(State.ok(40));
              if (seen.size() == 2) {
                own[0].close();
              }
            });

    executor.runAll();

    assertThat(seen).containsExactly(State.ok(0), State.ok(10));
  }

  @Test
  void itIsKeptUpForTheLingerTimeAfterTheLastHasGone() {
    var input = new CountedLive<>(cell);
    Derived<Integer> derived = derived(reads -> reads.read(input));
    Subscription observer = derived.observe(() -> {});
    executor.runAll();

    observer.close();
    timer.advance(LINGER.minusMillis(1));
    assertThat(input.observers()).isEqualTo(1);
    timer.advance(Duration.ofMillis(1));

    assertThat(input.observers()).isZero();
    assertThat(derived.last()).isEqualTo(State.pending());
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void aReaderToo() {
    var input = new CountedLive<>(cell);
    Derived<Integer> derived = derived(reads -> reads.read(input));

    derived.now();
    assertThat(input.observers()).isEqualTo(1);
    timer.advance(LINGER);

    assertThat(input.observers()).isZero();
  }

  @Test
  void itIsComputedAnewAfterItWasLetGo() {
    half.now();
    timer.advance(LINGER);
    cell.set(State.ok(8));

    assertThat(half.now()).isEqualTo(State.ok(4));
  }

  @Test
  void releaseIfIdleLetsGoAtOnceUnlessObserved() {
    var input = new CountedLive<>(cell);
    Derived<Integer> derived = derived(reads -> reads.read(input));
    Subscription observer = derived.observe(() -> {});
    executor.runAll();

    assertThat(derived.releaseIfIdle()).isFalse();
    assertThat(input.observers()).isEqualTo(1);
    observer.close();
    assertThat(derived.releaseIfIdle()).isTrue();

    assertThat(input.observers()).isZero();
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void aComputationThatThrowsFailsAndRecovers() {
    Derived<Integer> derived =
        derived(
            reads -> {
              if (reads.read(cell).equals(State.ok(1))) {
                throw new StackOverflowError("thrown on purpose by a test");
              }
              return State.ok(0);
            });
    derived.observe(() -> {});
    executor.runAll();
    assertThat(derived.last()).isInstanceOf(State.Failed.class);

    cell.set(State.ok(2));
    executor.runAll();

    assertThat(derived.last()).isEqualTo(State.ok(0));
  }

  @Test
  void aValueThatReadsItselfFails() {
    var itself = new ArrayList<Live<Integer>>();
    Derived<Integer> circle = derived(reads -> reads.read(itself.getFirst()));
    itself.add(circle);

    assertThat(circle.now()).isInstanceOf(State.Failed.class);
  }

  @Test
  void readingGoesOnWhenTheExecutorIsShutDown() {
    Derived<Integer> derived =
        new Derived<>(
            new Derived.Setting(
                _ -> {
                  throw new RejectedExecutionException("shut down");
                },
                timer,
                LINGER,
                Duration.ofSeconds(1)),
            reads -> reads.read(cell));
    derived.observe(() -> {});

    cell.set(State.ok(8));

    assertThat(derived.now()).isEqualTo(State.ok(8));
  }

  @Test
  void anExecutorThatRunsThingsAtOnceWorksToo() {
    var direct = new Derived.Setting(Runnable::run, timer, LINGER, Duration.ofSeconds(1));
    var lower = new Derived<Integer>(direct, reads -> reads.read(cell).map(n -> n + 1));
    var upper = new Derived<Integer>(direct, reads -> reads.read(lower).map(n -> n + 1));
    var seen = new ArrayList<State<Integer>>();
    upper.observe(() -> seen.add(upper.now()));

    cell.set(State.ok(10));

    assertThat(seen).endsWith(State.ok(12));
    assertThat(upper.now()).isEqualTo(State.ok(12));
  }

  private <T> Derived<T> derived(Computation<T> computation) {
    return new Derived<>(
        setting,
        reads -> {
          computed.incrementAndGet();
          return computation.compute(reads);
        });
  }

  /** Has changed, and did not come to say so. */
  private static final class SilentCell implements Live<Integer> {
    private State<Integer> state = State.ok(1);

    @Override
    public State<Integer> now() {
      return state;
    }

    @Override
    public Subscription observe(Runnable onChange) {
      return Subscription.NONE;
    }
  }
}
