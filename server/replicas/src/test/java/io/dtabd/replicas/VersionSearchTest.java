package io.dtabd.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.Derived;
import io.dtabd.replicas.VersionSearch.Found;
import io.dtabd.serving.Propagation;
import io.dtabd.serving.Tables;
import io.dtabd.serving.Watchers;
import io.dtabd.store.DtabStore;
import io.dtabd.store.InMemoryDtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A replica is asked about versions while its store's history hangs. */
class VersionSearchTest {

  private static final Namespace NS = new Namespace("internal");
  private static final Found FROZEN =
      new Found.Unknown("has not seen that version yet; its store does not answer");

  private final InstantSource clock = InstantSource.system();
  private final InMemoryDtabStore memory = new InMemoryDtabStore(Map.of(), clock);
  private final CountDownLatch thaw = new CountDownLatch(1);
  private final AtomicInteger reads = new AtomicInteger();
  private final VersionSearch search = new VersionSearch(propagation(frozen()));

  /** The store in memory, but for its history. */
  private DtabStore frozen() {
    return (DtabStore)
        Proxy.newProxyInstance(
            DtabStore.class.getClassLoader(),
            new Class<?>[] {DtabStore.class},
            (_, method, arguments) -> {
              if (method.getName().equals("history")) {
                reads.incrementAndGet();
                thaw.await();
              }
              return method.invoke(memory, arguments);
            });
  }

  private Propagation propagation(DtabStore store) {
    var setting =
        new Derived.Setting(
            Runnable::run, (_, _) -> () -> {}, Duration.ofMinutes(1), Duration.ofSeconds(1));
    return new Propagation(store, new Tables(store, setting, clock), new Watchers(clock));
  }

  private Found find(long version) throws InterruptedException {
    return search.find(NS, Optional.of(Version.of(version)));
  }

  @AfterEach
  void stop() {
    thaw.countDown();
  }

  @Test
  void aHistoryThatHangsIsReadOnceForAVersionHoweverOftenItIsAskedFor() throws Exception {
    assertThat(find(8)).isEqualTo(FROZEN);
    assertThat(find(8)).isEqualTo(FROZEN);
    assertThat(reads).hasValue(1);
    assertThat(find(9)).isEqualTo(FROZEN);
    assertThat(reads).hasValue(2);

    thaw.countDown();

    await().until(() -> find(8).equals(new Found.Unknown("has not seen that version yet")));
  }

  @Test
  void aVersionThatWasSeenNeedsNoHistory() throws Exception {
    Version version = memory.put(NS, Dtab.read("/a => /b"));
    assertThat(search.find(NS, Optional.of(version)))
        .isInstanceOfSatisfying(
            Found.Known.class, known -> assertThat(known.version().version()).contains(version));
    assertThat(reads).hasValue(0);
  }

  @Test
  void aNamespaceThatIsGoneNeedsNoHistory() throws Exception {
    assertThat(search.find(NS, Optional.empty())).isInstanceOf(Found.Known.class);
    Version version = memory.put(NS, Dtab.read("/a => /b"));
    assertThat(search.find(NS, Optional.empty()))
        .isEqualTo(new Found.Unknown("has version " + version.base64() + " of the namespace"));
  }
}
