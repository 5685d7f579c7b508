package io.dtabd.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DerivedMemoryTest {

  private final ManualExecutor executor = new ManualExecutor();
  private final Derived.Setting setting =
      new Derived.Setting(
          executor, new ManualTimer(), Duration.ofMinutes(10), Duration.ofSeconds(1));

  private final LiveCell<Object> cell = new LiveCell<>(State.ok(new Object()));

  @Test
  void whatLingersDoesNotKeepTheOldStatesOfWhatItRead() {
    var old = new WeakReference<>(cell.now());
    var lingering = new Derived<>(setting, reads -> reads.read(cell).map(_ -> "constant"));
    lingering.now();

    cell.set(State.ok(new Object()));

    awaitCollected(old);
    assertThat(lingering.now()).isEqualTo(State.ok("constant"));
  }

  @Test
  void aChangeDuringTheComputationDoesNotKeepTheOldStateEither() {
    var old = new WeakReference<>(cell.now());
    var lingering =
        new Derived<>(
            setting,
            reads -> {
              State<String> result = reads.read(cell).map(_ -> "constant");
              cell.set(State.ok(new Object()));
              return result;
            });
    lingering.now();

    awaitCollected(old);
    assertThat(lingering.last()).isEqualTo(State.ok("constant"));
  }

  private static void awaitCollected(WeakReference<?> reference) {
    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(reference.get()).isNull();
            });
  }
}
