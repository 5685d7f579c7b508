package io.dtabd.store;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.StoreException.Unavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A store that lets one reader wait until it knows that the store behind is away, and fails the
 * others at once, until a read in the background succeeds again. Without it each reader of a frozen
 * store waits for a timeout of its own, to learn what is known already.
 */
public final class FailFastReads extends ForwardingDtabStore {

  /**
   * A failure that took less does not need it: it costs the next reader as little, and may be that
   * of one namespace only.
   */
  static final Duration SLOW = Duration.ofSeconds(1);

  /** Between the reads in the background, which take as long as the store lets them. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private static final System.Logger log = System.getLogger(FailFastReads.class.getName());

  private final LongSupplier nanos;
  private final AtomicReference<@Nullable Unavailable> outage = new AtomicReference<>();
  private volatile boolean closed;

  /**
   * @param store closed with this
   */
  public FailFastReads(DtabStore store) {
    this(store, System::nanoTime);
  }

  FailFastReads(DtabStore store, LongSupplier nanos) {
    super(store);
    this.nanos = nanos;
  }

  /**
   * @throws Unavailable at once while the store behind is known to be away
   */
  @Override
  public Optional<VersionedDtab> read(Namespace namespace) throws StoreException {
    Unavailable known = outage.get();
    if (known != null) {
      throw new Unavailable(String.valueOf(known.getMessage()), Outcome.NOT_DONE, known);
    }
    long began = nanos.getAsLong();
    try {
      return super.read(namespace);
    } catch (Unavailable e) {
      boolean slow = nanos.getAsLong() - began >= SLOW.toNanos();
      if (slow && !closed && outage.compareAndSet(null, e)) {
        log.log(WARNING, "the store does not answer; reads are answered from memory: {0}", text(e));
        Thread.ofVirtual().name("dtabd-store-probe").start(() -> probe(namespace));
      }
      throw e;
    }
  }

  @Override
  public void close() {
    closed = true;
    super.close();
  }

  private void probe(Namespace namespace) {
    try {
      while (!closed) {
        if (answers(namespace)) {
          log.log(INFO, "the store answers again");
          break;
        }
        Thread.sleep(PAUSE.plusMillis(RandomGenerator.getDefault().nextLong(PAUSE.toMillis())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      outage.set(null);
    }
  }

  private boolean answers(Namespace namespace) {
    try {
      super.read(namespace);
      return true;
    } catch (Unavailable e) {
      return false;
    } catch (StoreException e) {
      return true; // if not well
    }
  }

  private static String text(Unavailable e) {
    return String.valueOf(e.getMessage());
  }
}
