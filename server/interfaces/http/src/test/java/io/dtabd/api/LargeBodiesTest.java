package io.dtabd.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dtabd.net.http.HttpProblem;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class LargeBodiesTest {

  private static final int SMALL = LargeBodies.LARGE_BYTES - 1;
  private static final int LARGE = LargeBodies.LARGE_BYTES;

  @Test
  void largeOneWaitsForTheOneBeforeIt() throws Exception {
    var bodies = new LargeBodies(Duration.ofMinutes(2));
    var begun = new CountDownLatch(1);
    var finish = new CountDownLatch(1);
    try (var others = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = others.submit(() -> bodies.read(LARGE, () -> readSlowly(begun, finish)));
      begun.await();
      var second = others.submit(() -> bodies.read(LARGE, finish::getCount));

      assertThat(bodies.read(SMALL, () -> "small")).isEqualTo("small");
      finish.countDown();

      assertThat(first.get()).isEqualTo("slow");
      assertThat(second.get()).as("latches still closed when the second was read").isZero();
    }
  }

  @Test
  void whoHasNoTurnInTimeIsToldToRepeat() throws Exception {
    var bodies = new LargeBodies(Duration.ZERO);
    var begun = new CountDownLatch(1);
    var finish = new CountDownLatch(1);
    try (var others = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = others.submit(() -> bodies.read(LARGE, () -> readSlowly(begun, finish)));
      begun.await();

      assertThatExceptionOfType(HttpProblem.class)
          .isThrownBy(() -> bodies.read(LARGE, () -> "another"))
          .withMessageContaining("repeat it later");
      finish.countDown();
      assertThat(first.get()).isEqualTo("slow");
    }
  }

  @Test
  void bodyThatCannotBeReadGivesItsTurnBack() throws Exception {
    var bodies = new LargeBodies(Duration.ZERO);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> bodies.read(LARGE, LargeBodiesTest::broken));
    assertThat(bodies.read(LARGE, () -> "next")).isEqualTo("next");
  }

  private static String broken() {
    throw new IllegalStateException("no dtab");
  }

  private static String readSlowly(CountDownLatch begun, CountDownLatch finish) {
    begun.countDown();
    try {
      finish.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return "slow";
  }
}
