package io.dtabd.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Many threads at once. A deadlock shows as a timeout. */
class LiveStressTest {

  private static final int WRITERS = 4;
  private static final int WRITES = 2_000;

  private final ExecutorService executor = Executors.newFixedThreadPool(3);
  private final ScheduledExecutorService timerThread = new ScheduledThreadPoolExecutor(1);
  private final Derived.Setting setting =
      new Derived.Setting(
          executor, Timer.on(timerThread), Duration.ofMillis(1), Duration.ofMillis(1));

  @AfterEach
  void stop() throws InterruptedException {
    executor.shutdownNow();
    timerThread.shutdownNow();
    assertThat(executor.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
  }

  @RepeatedTest(5)
  void everyObserverEndsOnTheLastState() throws Exception {
    var cell = new LiveCell<>(State.ok(0));
    var seen = new ArrayList<Reader>();
    for (int i = 0; i < 20; i++) {
      seen.add(new Reader(cell));
    }

    allAtOnce(
        WRITERS,
        () -> {
          for (int i = 0; i < WRITES; i++) {
            cell.update(state -> state.map(n -> n + 1));
          }
          return null;
        });

    assertThat(cell.now()).isEqualTo(State.ok(WRITERS * WRITES));
    assertThat(seen).allMatch(reader -> reader.last.equals(State.ok(WRITERS * WRITES)));
    assertThat(seen).noneMatch(reader -> reader.overlapped);
  }

  @RepeatedTest(5)
  void everyObserverOfADerivedValueEndsOnTheLastState() throws Exception {
    var left = new LiveCell<>(State.ok(0));
    var right = new LiveCell<>(State.ok(0));
    var sum =
        new Derived<Integer>(
            setting,
            reads ->
                reads.read(left) instanceof State.Ok<Integer>(var l)
                    ? reads.read(right).map(r -> l + r)
                    : State.pending());
    var doubled = new Derived<Integer>(setting, reads -> reads.read(sum).map(n -> 2 * n));
    var seen = new ArrayList<Reader>();
    for (int i = 0; i < 20; i++) {
      seen.add(new Reader(doubled));
    }

    allAtOnce(
        WRITERS,
        () -> {
          for (int i = 0; i < WRITES; i++) {
            (i % 2 == 0 ? left : right).update(state -> state.map(n -> n + 1));
          }
          return null;
        });

    var last = State.ok(2 * WRITERS * WRITES);
    await().until(() -> seen.stream().allMatch(reader -> reader.last.equals(last)));
  }

  @RepeatedTest(5)
  void aWriterReadsItsOwnWriteThroughDerivedValues() throws Exception {
    var cell = new LiveCell<>(State.ok(0));
    var first = new Derived<Integer>(setting, reads -> reads.read(cell).map(n -> n / 2));
    var second = new Derived<Integer>(setting, reads -> reads.read(first).map(n -> n / 2));
    Subscription watched = second.observe(() -> {});
    var behind = new AtomicInteger();

    allAtOnce(
        WRITERS,
        () -> {
          for (int i = 0; i < WRITES; i++) {
            var written = new AtomicInteger();
            cell.update(
                state ->
                    state.map(
                        n -> {
                          written.set(n + 1);
                          return n + 1;
                        }));
            if (((State.Ok<Integer>) second.now()).value() < written.get() / 4) {
              behind.incrementAndGet();
            }
          }
          return null;
        });

    assertThat(behind).hasValue(0);
    watched.close();
  }

  @RepeatedTest(5)
  void observersComeAndGoWhileAValueIsStartedAndStopped() throws Exception {
    var source = new CountedLive<>(new LiveCell<>(State.ok(1)));
    var derived = new Derived<Integer>(setting, reads -> reads.read(source));

    allAtOnce(
        WRITERS,
        () -> {
          for (int i = 0; i < WRITES; i++) {
            switch (ThreadLocalRandom.current().nextInt(3)) {
              case 0 -> derived.observe(() -> {}).close();
              case 1 -> derived.releaseIfIdle();
              default -> assertThat(derived.now()).isEqualTo(State.ok(1));
            }
          }
          return null;
        });

    await().until(() -> derived.releaseIfIdle() && source.observers() == 0);
  }

  @Test
  void observersThatReadSetObserveAndCloseInsideANotificationDoNotBlockEachOther()
      throws Exception {
    var cells = List.of(new LiveCell<>(State.ok(0)), new LiveCell<>(State.ok(0)));
    var sums = new ArrayList<Derived<Integer>>();
    for (int i = 0; i < 4; i++) {
      var first = cells.get(i % 2);
      var second = cells.get((i + 1) % 2);
      sums.add(
          new Derived<>(
              setting,
              reads ->
                  reads.read(first) instanceof State.Ok<Integer>(var one)
                      ? reads.read(second).map(two -> one + two)
                      : State.pending()));
    }
    for (int i = 0; i < 4; i++) {
      var other = sums.get((i + 1) % 4);
      var cell = cells.get(i % 2);
      sums.get(i)
          .observe(
              () -> {
                other.now();
                other.observe(() -> {}).close();
                cell.update(state -> state.map(n -> n % 2 == 0 ? n : n + 1));
              });
    }

    allAtOnce(
        WRITERS,
        () -> {
          for (int i = 0; i < WRITES; i++) {
            cells.get(i % 2).update(state -> state.map(n -> n + 1));
          }
          return null;
        });

    // Observers may still be setting.
    await().until(() -> sums.stream().map(Derived::now).distinct().count() == 1);
  }

  @RepeatedTest(20)
  void anObserverOfAnAbsentKeyLearnsOfTheFirstLoadWheneverItComes() throws Exception {
    var map = new LiveMap<String, Integer>(State.pending());
    var readers = new ArrayList<Reader>();
    var start = new AtomicBoolean();

    allAtOnce(
        2,
        () -> {
          if (start.compareAndSet(false, true)) {
            map.replace(Map.of("other", State.ok(1)), State.ok(0));
          } else {
            for (int i = 0; i < 100; i++) {
              readers.add(new Reader(map.get("k" + i)));
            }
          }
          return null;
        });

    assertThat(readers).allMatch(reader -> reader.last.equals(State.ok(0)));
  }

  @RepeatedTest(5)
  void anEntryThatComesOrGoesWithAReplaceIsNeverAnythingElseBetween() throws Exception {
    var map = new LiveMap<String, Integer>(State.ok(-1));
    map.replace(Map.of("a", State.ok(1)), State.ok(-1));
    var writing = new AtomicBoolean(true);
    var wrong = new AtomicInteger();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  Live<Integer> a = map.get("a");
                  Live<Integer> b = map.get("b");
                  while (writing.get()) {
                    // "a" is 1 or absent while that is -2; "b" is 2 or absent while that is -1.
                    if (a.now().equals(State.ok(-1)) || b.now().equals(State.ok(-2))) {
                      wrong.incrementAndGet();
                    }
                  }
                });

    for (int i = 0; i < 20_000; i++) {
      map.replace(Map.of("b", State.ok(2)), State.ok(-2));
      map.replace(Map.of("a", State.ok(1)), State.ok(-1));
    }
    writing.set(false);
    reader.join();

    assertThat(wrong).hasValue(0);
  }

  @RepeatedTest(5)
  void theKeysOfAMapEndOnTheLastState() throws Exception {
    var map = new LiveMap<Integer, Integer>(State.pending());
    map.replace(Map.of(), State.ok(-1));

    allAtOnce(
        WRITERS,
        () -> {
          for (int i = 0; i < 200; i++) {
            int key = ThreadLocalRandom.current().nextInt(50);
            if (i % 3 == 0) {
              map.remove(key);
            } else {
              map.put(key, State.ok(i));
            }
          }
          return null;
        });

    var keys = new ArrayList<Integer>();
    for (int key = 0; key < 50; key++) {
      if (!map.get(key).now().equals(State.ok(-1))) {
        keys.add(key);
      }
    }
    assertThat(((State.Ok<? extends Iterable<Integer>>) map.keys().now()).value())
        .containsExactlyElementsOf(keys);
  }

  /** Reads what it is told of, as a watcher does: observe first, then read. */
  private static final class Reader {
    private final AtomicBoolean inCall = new AtomicBoolean();
    private volatile State<Integer> last;
    private volatile boolean overlapped;

    Reader(Live<Integer> live) {
      last = State.pending();
      live.observe(() -> told(live));
      read(live);
    }

    private void told(Live<Integer> live) {
      if (!inCall.compareAndSet(false, true)) {
        overlapped = true;
      }
      read(live);
      inCall.set(false);
    }

    /** One at a time, or the constructor's could put an older state over a newer one. */
    private synchronized void read(Live<Integer> live) {
      last = live.now();
    }
  }

  private static void allAtOnce(int threads, Callable<?> work) throws Exception {
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      for (var done : workers.invokeAll(Collections.nCopies(threads, work))) {
        done.get();
      }
    }
  }
}
