package io.dtabd.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedReadsTest {

  private static final int CALLERS = 50;

  private final CountDownLatch firstMayEnd = new CountDownLatch(1);
  private final AtomicInteger reads = new AtomicInteger();
  private final SharedReads<String, Integer> shared = new SharedReads<>(this::read);

  /** The number of the read; the first takes its time. */
  private int read(String key) {
    int number = reads.incrementAndGet();
    if (number == 1) {
      try {
        firstMayEnd.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return number;
  }

  @Test
  void thoseWhoAskMeanwhileShareTheNextRead() throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> first = executor.submit(() -> shared.read("a"));
      await().until(() -> reads.get() == 1);
      Callable<Integer> another = () -> shared.read("a");
      List<Future<Integer>> others = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        others.add(executor.submit(another));
      }
      await().until(() -> shared.gathered("a") == CALLERS);
      assertThat(shared.read("b")).isEqualTo(2);
      firstMayEnd.countDown();
      assertThat(first.get()).isEqualTo(1);
      for (Future<Integer> other : others) {
        // Never the first, which may have looked before they asked.
        assertThat(other.get()).isEqualTo(3);
      }
    }
  }

  @Test
  void whoAsksAfterwardsReadsAnew() throws Exception {
    firstMayEnd.countDown();
    assertThat(shared.read("a")).isEqualTo(1);
    assertThat(shared.read("a")).isEqualTo(2);
  }
}
