package io.dtabd.serving.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Derived;
import io.dtabd.live.Live;
import io.dtabd.live.ManualTimer;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import io.dtabd.naming.Interpreter;
import io.dtabd.naming.Namer;
import io.dtabd.naming.Namers;
import io.dtabd.serving.Question;
import io.dtabd.store.Namespace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TwoTablesTest {

  private static final Namespace NS = new Namespace("internal");

  private static final Live<NameTree<Namer.Name>> NEG = Live.constant(State.ok(NameTree.neg()));

  /** Of a namer that does not answer. */
  private final AtomicInteger observers = new AtomicInteger();

  private final Live<NameTree<Namer.Name>> silent =
      new Live<>() {
        @Override
        public State<NameTree<Namer.Name>> now() {
          return State.pending();
        }

        @Override
        public Subscription observe(Runnable onChange) {
          observers.incrementAndGet();
          return observers::decrementAndGet;
        }
      };

  private static Map.Entry<Question.Bind, Integer> name(String path) {
    return Map.entry(new Question.Bind(NS, Path.read(path), Dtab.EMPTY), 1);
  }

  @Test
  void aStepThatOutlivesItsCallerKeepsNothing() throws Exception {
    var found = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    try (var thread = Executors.newSingleThreadExecutor()) {
      var setting =
          new Derived.Setting(
              Runnable::run, new ManualTimer(), Duration.ofMinutes(1), Duration.ofSeconds(1));
      var tables =
          new TwoTables(
              new Interpreter(new Namers(Map.of(Path.read("/#/silent"), _ -> silent), _ -> NEG)),
              State.ok(Dtab.EMPTY),
              Dtab.read("/b => /$/nothing ; /svc => /#/silent"),
              thread,
              setting);
      var left = new CompletableFuture<Void>();
      Thread caller =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      tables.bind(
                          List.of(name("/svc/a"), name("/b"), name("/svc/c")),
                          System.nanoTime() + TimeUnit.MINUTES.toNanos(1),
                          System::nanoTime,
                          (_, _, _) -> {
                            found.countDown();
                            awaitQuietly(goOn);
                          });
                      left.completeExceptionally(new AssertionError("was not interrupted"));
                    } catch (InterruptedException e) {
                      left.complete(null);
                    }
                  });
      assertThat(found.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(observers).as("of /svc/a").hasPositiveValue();
      caller.interrupt();
      left.get(1, TimeUnit.MINUTES);
      goOn.countDown();
    }
    await().until(() -> observers.get() == 0);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
