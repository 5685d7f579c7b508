package io.dtabd.store.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.store.DtabStore;
import io.dtabd.store.FileDtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.Revision;
import io.dtabd.store.VersionedDtab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that writes is killed again and again. */
@Timeout(value = 30, unit = TimeUnit.MINUTES) // 200 processes are started
class FileStoreCrashTest {

  private static final int KILLS = 200;
  private static final int SIGKILLED = 128 + 9;

  /** How many lines a child may say, two for each write, before it is killed. */
  private static final int MAX_LINES = 30;

  /** How long after that, so that it is hit anywhere in one of the next writes. */
  private static final long MAX_DELAY_MICROS = 5_000;

  @TempDir Path root;

  /** What each namespace must hold: element n is what version n + 1 says. */
  private final Map<Namespace, List<Optional<String>>> expected = new HashMap<>();

  private long nextId;
  private long acknowledged;
  private long foundInFlight;

  private record InFlight(Namespace namespace, Optional<String> text) {}

  @Test
  void whatWasAcknowledgedSurvivesEveryKill() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    System.out.println("seed " + seed); // also if it fails
    long start = System.nanoTime();
    try (DtabStore witness =
        FileDtabStore.open(root, FileDtabStore.Options.DEFAULT, InstantSource.system())) {
      for (int kill = 0; kill < KILLS; kill++) {
        Optional<InFlight> inFlight =
            runAndKill(random.nextInt(MAX_LINES), random.nextLong(MAX_DELAY_MICROS));
        for (Namespace namespace : CrashingWriter.NAMESPACES) {
          check(witness, namespace, inFlight.filter(write -> write.namespace().equals(namespace)));
        }
      }
      assertLiveValuesArrive(witness);
    }
    assertThat(acknowledged).isGreaterThan(KILLS);
    System.out.printf(
        "%d kills in %.1f s (seed %d): %d writes acknowledged, 0 lost;"
            + " %d more had been written when the kill came; %d leftover files in .tmp%n",
        KILLS, (System.nanoTime() - start) / 1e9, seed, acknowledged, foundInFlight, leftovers());
  }

  /** What the child was doing when it was killed, if it was doing anything. */
  private Optional<InFlight> runAndKill(int lines, long delayMicros) throws Exception {
    Optional<InFlight> inFlight = Optional.empty();
    try (ChildJvm child =
        ChildJvm.start(CrashingWriter.class, root.toString(), Long.toString(nextId))) {
      assertThat(child.hear()).contains("ready");
      int heard = 0;
      for (var line = child.hear(); line.isPresent(); line = child.hear()) {
        if (heard++ == lines) {
          Thread.startVirtualThread(() -> killAfter(child, delayMicros));
        }
        if (line.get().equals("done")) {
          InFlight done = inFlight.orElseThrow();
          versionsOf(done.namespace()).add(done.text());
          acknowledged++;
          inFlight = Optional.empty();
        } else {
          inFlight = Optional.of(announced(line.get()));
        }
      }
      assertThat(child.exitCode()).isEqualTo(SIGKILLED);
    }
    return inFlight;
  }

  private static void killAfter(ChildJvm child, long micros) {
    try {
      child.process().waitFor(micros, TimeUnit.MICROSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    child.kill();
  }

  private InFlight announced(String line) {
    String[] words = line.split(" ", -1);
    long id = Long.parseLong(words[2]);
    nextId = id + 1;
    return new InFlight(
        new Namespace(words[1]),
        words[0].equals("delete") ? Optional.empty() : Optional.of(CrashingWriter.text(id)));
  }

  /** Looks at the files themselves, and at what a store makes of them. */
  private void check(DtabStore witness, Namespace namespace, Optional<InFlight> inFlight)
      throws Exception {
    List<Optional<String>> versions = versionsOf(namespace);
    if (inFlight.isPresent() && Files.exists(file(namespace, versions.size() + 1))) {
      versions.add(inFlight.get().text());
      foundInFlight++;
    }
    int newest = versions.size();
    int oldest = Math.max(1, newest - FileDtabStore.DEFAULT_RETAIN + 1);
    assertThat(file(namespace, newest + 1)).doesNotExist();
    for (int number = oldest; number <= newest; number++) {
      String written = Files.readString(file(namespace, number));
      assertThat(written.substring(written.startsWith("# dtabd ") ? written.indexOf('\n') + 1 : 0))
          .isEqualTo(versions.get(number - 1).orElse("!deleted\n"));
    }
    Optional<String> current = newest == 0 ? Optional.empty() : versions.getLast();
    assertThat(witness.read(namespace).map(VersionedDtab::dtab).map(Dtab::text)).isEqualTo(current);
    assertThat(witness.history(namespace).reversed().stream().map(Revision::dtab))
        .map(dtab -> dtab.map(Dtab::text))
        .isEqualTo(versions.subList(oldest - 1, newest));
  }

  private void assertLiveValuesArrive(DtabStore witness) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              for (Namespace namespace : CrashingWriter.NAMESPACES) {
                assertThat(witness.dtab(namespace).now())
                    .isEqualTo(State.ok(witness.read(namespace)));
              }
            });
  }

  private List<Optional<String>> versionsOf(Namespace namespace) {
    return expected.computeIfAbsent(namespace, _ -> new ArrayList<>());
  }

  private Path file(Namespace namespace, int number) {
    return root.resolve(namespace.name()).resolve("%016d.dtab".formatted(number));
  }

  private int leftovers() {
    String[] names = root.resolve(".tmp").toFile().list();
    return names == null ? 0 : names.length;
  }
}
