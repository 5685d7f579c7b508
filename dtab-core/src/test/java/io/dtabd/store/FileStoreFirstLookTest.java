package io.dtabd.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.live.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a store answers while it still reads what it found. */
class FileStoreFirstLookTest extends FileStoreTest {

  private static final Namespace OTHER = new Namespace("other");
  private static final Namespace MISSING = new Namespace("missing");

  @Test
  void namespaceIsServedWhileOthersAreNotReadYet() throws Exception {
    var before = store();
    before.create(NS, A);
    before.create(OTHER, B);
    close();
    var go = new CountDownLatch(1);
    Path held = root().resolve(OTHER.name());
    disk.set(
        (step, file) -> {
          if (step.equals("list") && file.equals(held)) {
            awaitQuietly(go);
          }
        });
    var store = store();
    eventually(() -> assertThat(store.dtab(NS).now()).isEqualTo(State.ok(version(1, A))));
    assertThat(store.dtab(OTHER).now()).isEqualTo(State.pending());
    assertThat(store.dtab(MISSING).now()).isEqualTo(Known.ABSENT);
    assertThat(store.namespaces().now()).isEqualTo(State.pending());
    assertThat(store.read(NS)).isEqualTo(version(1, A));
    assertThat(store.put(NS, C)).isEqualTo(Version.of(2));
    go.countDown();
    eventually(
        () ->
            assertThat(store.namespaces().now())
                .isEqualTo(State.ok(new TreeSet<>(List.of(NS, OTHER)))));
    assertThat(store.dtab(OTHER).now()).isEqualTo(State.ok(version(1, B)));
    assertThat(store.dtab(NS).now()).isEqualTo(State.ok(version(2, C)));
  }

  @Test
  void folderThatIsAskedForIsReadNext() throws Exception {
    var data = DataFolder.open(root(), disk, clock);
    List<NamespaceFolder> folders =
        IntStream.range(0, 100)
            .mapToObj(i -> new Namespace("ns" + i))
            .map(
                name ->
                    new NamespaceFolder(
                        name,
                        new VersionFolder(data, name, 10),
                        clock,
                        Duration.ofSeconds(1),
                        new InvalidDtabs()))
            .toList();
    var go = new CountDownLatch(1);
    List<NamespaceFolder> seen = Collections.synchronizedList(new ArrayList<>());
    var look =
        new FirstLook(
            folders,
            folder -> {
              seen.add(folder);
              awaitQuietly(go);
            },
            () -> {});
    look.start();
    eventually(() -> assertThat(seen).hasSize(FirstLook.THREADS));
    look.hurry(folders.getLast());
    go.countDown();
    eventually(() -> assertThat(seen).hasSize(100).doesNotHaveDuplicates());
    // Others may be between taking a folder and saying so.
    assertThat(seen.indexOf(folders.getLast())).isLessThan(3 * FirstLook.THREADS);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
