package io.dtabd.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FairExecutorTest {

  private final ManualExecutor executor = new ManualExecutor();
  private final FairExecutor fair = new FairExecutor(executor, 2);
  private final List<String> ran = new ArrayList<>();

  @Test
  void aPartyWithOneTaskDoesNotWaitForAllOfAnother() {
    for (int i = 0; i < 100; i++) {
      fair.of("busy").execute(() -> ran.add("busy"));
    }
    fair.of("other").execute(() -> ran.add("other"));

    executor.runAll();

    assertThat(ran.indexOf("other")).isEqualTo(1);
    assertThat(ran).hasSize(101);
  }

  @Test
  void tasksOfOnePartyRunInOrder() {
    for (int i = 0; i < 10; i++) {
      String name = "" + i;
      fair.of("one").execute(() -> ran.add(name));
    }

    executor.runAll();

    assertThat(ran).isSorted().hasSize(10);
  }

  @Test
  void othersWhoUseTheSameExecutorDoNotWaitForAllEither() {
    for (int i = 0; i < 100; i++) {
      fair.of("busy").execute(() -> ran.add("busy"));
    }
    executor.execute(() -> ran.add("outside"));

    executor.runAll();

    assertThat(ran.indexOf("outside")).isEqualTo(2);
  }

  @Test
  void aTaskThatThrowsDoesNotStopTheNext() {
    fair.of("one")
        .execute(
            () -> {
              throw new IllegalStateException("thrown on purpose by a test");
            });
    fair.of("one").execute(() -> ran.add("next"));

    assertThatThrownBy(executor::runAll).hasMessage("thrown on purpose by a test");
    executor.runAll();

    assertThat(ran).containsExactly("next");
  }

  @Test
  void whatTheExecutorRefusesIsRefused() {
    Executor refusing =
        new FairExecutor(
                _ -> {
                  throw new RejectedExecutionException("shut down");
                },
                1)
            .of("one");

    assertThatThrownBy(() -> refusing.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> refusing.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void everyTaskOfManyThreadsRunsOnce() {
    var count = new AtomicInteger();
    var all = new Phaser(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(3);
        ExecutorService submitters = Executors.newFixedThreadPool(3)) {
      var real = new FairExecutor(threads, 2);
      all.bulkRegister(3_000);
      for (int i = 0; i < 3; i++) {
        int from = i;
        submitters.execute(
            () -> {
              for (int j = 0; j < 1_000; j++) {
                real.of((from + j) % 7)
                    .execute(
                        () -> {
                          count.incrementAndGet();
                          all.arriveAndDeregister();
                        });
              }
            });
      }
      all.awaitAdvance(all.arrive());
    }

    assertThat(count).hasValue(3_000);
  }
}
