package io.dtabd.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.dtabd.dtab.Dtab;
import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.StoreException.Unavailable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailFastReadsTest {

  private static final Namespace NS = new Namespace("internal");
  private static final Namespace OTHER = new Namespace("external");
  private static final Dtab A = Dtab.read("/svc => /a");

  private final AtomicLong nanos = new AtomicLong();
  private final Frozen behind = new Frozen();
  private final FailFastReads store = new FailFastReads(behind, nanos::get);

  /** Whose reads take a while and fail as long as it is frozen. */
  private final class Frozen extends ForwardingDtabStore {
    private final List<Thread> readers = new CopyOnWriteArrayList<>();
    private volatile Optional<Duration> timeout = Optional.empty();

    Frozen() {
      super(new InMemoryDtabStore(Map.of(), InstantSource.system()));
    }

    @Override
    public Optional<VersionedDtab> read(Namespace namespace) throws StoreException {
      readers.add(Thread.currentThread());
      if (timeout.isPresent()) {
        nanos.addAndGet(timeout.get().toNanos());
        throw new Unavailable("no answer within 5 s", Outcome.NOT_DONE);
      }
      return super.read(namespace);
    }
  }

  @BeforeEach
  void write() throws StoreException {
    store.put(NS, A);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void readGoesToTheStoreBehindWhileThatAnswers() throws StoreException {
    assertThat(store.read(NS).orElseThrow().dtab()).isEqualTo(A);
    assertThat(store.read(OTHER)).isEmpty();
    assertThat(behind.readers).hasSize(2);
  }

  @Test
  void onlyTheFirstReaderWaitsForAStoreThatIsFrozen() {
    behind.timeout = Optional.of(Duration.ofSeconds(5));
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> store.read(NS));
    assertThatExceptionOfType(Unavailable.class)
        .isThrownBy(() -> store.read(OTHER))
        .withMessageContaining("no answer within 5 s");
    assertThat(behind.readers).filteredOn(Thread.currentThread()::equals).hasSize(1);
  }

  @Test
  void readsGoOnByThemselvesWhenTheStoreIsBack() {
    behind.timeout = Optional.of(Duration.ofSeconds(5));
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> store.read(NS));
    behind.timeout = Optional.empty();
    await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(store.read(NS).orElseThrow().dtab()).isEqualTo(A));
  }

  @Test
  void failureThatIsQuickKeepsNobodyElseFromReading() throws StoreException {
    behind.timeout = Optional.of(Duration.ofMillis(10));
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> store.read(OTHER));
    behind.timeout = Optional.empty();
    assertThat(store.read(NS).orElseThrow().dtab()).isEqualTo(A);
    assertThat(behind.readers).hasSize(2);
  }
}
