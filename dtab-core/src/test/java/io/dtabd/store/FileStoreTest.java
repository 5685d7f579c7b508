package io.dtabd.store;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.awaitility.Awaitility.await;

import io.dtabd.dtab.Dtab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder, and stores on it whose disk and clock are at hand. */
abstract class FileStoreTest {

  static final Namespace NS = new Namespace("internal");
  static final Dtab A = Dtab.read("/svc => /a ;");
  static final Dtab B = Dtab.read("/svc => /b ;");
  static final Dtab C = Dtab.read("/svc => /c ;");

  /** So long that nothing settles unless the clock is set forward. */
  static final Duration SETTLE = Duration.ofHours(1);

  @TempDir Path parent;

  final FaultyDisk disk = new FaultyDisk();
  final SettableClock clock = new SettableClock(Instant.now());
  private final List<FileDtabStore> opened = new ArrayList<>();

  Path root() {
    return parent.resolve("data");
  }

  FileDtabStore store() throws StoreException {
    return store(FileDtabStore.DEFAULT_RETAIN);
  }

  FileDtabStore store(int retain) throws StoreException {
    var options = new FileDtabStore.Options(retain, Duration.ofMillis(50), SETTLE);
    FileDtabStore store = FileDtabStore.open(root(), options, clock, disk);
    opened.add(store);
    return store;
  }

  @AfterEach
  void close() {
    disk.mend();
    opened.forEach(FileDtabStore::close);
  }

  void settle() {
    clock.advance(SETTLE.multipliedBy(2));
  }

  Path file(long number) {
    return root().resolve(NS.name()).resolve("%016d.dtab".formatted(number));
  }

  /** In one step, so that it is never half-written. */
  Path byHand(long number, String text) throws IOException {
    Files.createDirectories(file(number).getParent());
    Path draft = Files.writeString(file(number).resolveSibling("draft"), text);
    return Files.move(draft, file(number), ATOMIC_MOVE);
  }

  List<String> files() throws IOException {
    return new LocalDisk().list(root().resolve(NS.name())).stream().sorted().toList();
  }

  List<String> leftovers() throws IOException {
    return new LocalDisk().list(root().resolve(".tmp"));
  }

  static Optional<VersionedDtab> version(long number, Dtab dtab) {
    return Optional.of(new VersionedDtab(Version.of(number), dtab));
  }

  static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(assertion);
  }
}
