package io.dtabd.api;

import io.dtabd.net.http.Body;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes large bodies one after another. A table of 100,000 dentries takes a processor
 * for a tenth of a second and the heap for fifteen times its size; who sends or gets such ones all
 * the time is to delay the like, and nobody else.
 *
 * <p>Inside: in a platform thread, which the operating system takes the processor from; a virtual
 * thread would keep that of all other requests until it is done.
 */
final class LargeBodies {

  /** Some 1,500 dentries, which are read in about a millisecond: what is shorter delays nobody. */
  static final int LARGE_BYTES = 64 << 10;

  /** The same, written. */
  static final int LARGE_DENTRIES = 1_500;

  private final Semaphore turn = new Semaphore(1, true);
  private final Duration patience;
  private final Executor thread =
      new ThreadPoolExecutor(
          0,
          1,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("dtabd-large").factory());

  /** The one that was written last: who asks for a large table is seldom alone. */
  private volatile SoftReference<Written> last = new SoftReference<>(null);

  private record Key(Namespace namespace, Version version, MediaType type) {}

  private record Written(Key key, Body body) {}

  /**
   * @param patience how long a body waits for its turn
   */
  LargeBodies(Duration patience) {
    this.patience = patience;
  }

  /**
   * What {@code reading} gives.
   *
   * @param bytes how long the body is
   * @throws HttpProblem 503 if too many others come first
   */
  <T> T read(int bytes, Supplier<T> reading) throws InterruptedException {
    return bytes < LARGE_BYTES ? reading.get() : inTurn(reading);
  }

  /**
   * A dtab as the body of an answer.
   *
   * @throws HttpProblem 503 if too many others come first
   */
  Body write(Namespace namespace, VersionedDtab dtab, MediaType type) throws InterruptedException {
    if (dtab.dtab().dentries().size() < LARGE_DENTRIES) {
      return DtabBody.write(dtab.dtab(), type);
    }
    var key = new Key(namespace, dtab.version(), type);
    Body known = written(key);
    return known == null ? inTurn(() -> writeOnce(key, dtab)) : known;
  }

  private Body writeOnce(Key key, VersionedDtab dtab) {
    Body known = written(key);
    if (known != null) {
      return known;
    }
    Body body = DtabBody.write(dtab.dtab(), key.type);
    last = new SoftReference<>(new Written(key, body));
    return body;
  }

  private @Nullable Body written(Key key) {
    Written known = last.get();
    return known != null && known.key.equals(key) ? known.body : null;
  }

  private <T> T inTurn(Supplier<T> work) throws InterruptedException {
    if (!turn.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      throw HttpProblem.unavailable(
          "Others are sending or reading large dtabs all the time, and this one had no turn within %d ms; repeat it later"
              .formatted(patience.toMillis()),
          HttpErrors.RETRY_AFTER);
    }
    var task = new FutureTask<>(work::get);
    boolean isBegun = false;
    try {
      thread.execute(
          () -> {
            task.run();
            turn.release();
          });
      isBegun = true;
    } finally {
      if (!isBegun) { // there is no thread to be had
        turn.release();
      }
    }
    try {
      return task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException problem -> throw problem;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
