package io.dtabd.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimerTest {

  private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
  private final Timer timer = Timer.on(executor);

  TimerTest() {
    executor.setRemoveOnCancelPolicy(true);
  }

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void runsATaskAfterItsTime() throws InterruptedException {
    var ran = new CountDownLatch(1);

    timer.after(Duration.ofMillis(1), ran::countDown);

    ran.await();
  }

  @Test
  void aClosedTaskIsForgotten() {
    timer.after(Duration.ofHours(1), () -> {}).close();

    assertThat(executor.getQueue()).isEmpty();
  }

  @Test
  void whatATaskThrowsDoesNotKeepTheNextFromRunning() throws InterruptedException {
    var ran = new CountDownLatch(1);

    timer.after(
        Duration.ZERO,
        () -> {
          throw new AssertionError("thrown on purpose by a test");
        });
    timer.after(Duration.ofMillis(1), ran::countDown);

    ran.await();
  }

  @Test
  void afterAShutdownNothingIsRunAndNothingIsThrown() {
    executor.shutdownNow();

    timer.after(Duration.ZERO, () -> {}).close();

    assertThat(executor.getQueue()).isEmpty();
  }
}
