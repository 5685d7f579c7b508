package io.dtabd.store.k8s;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.dtabd.dtab.Dtab;
import io.dtabd.store.Author;
import io.dtabd.store.InvalidDtabs;
import io.dtabd.store.Namespace;
import io.dtabd.store.Revision;
import io.dtabd.store.StoreException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sees to it that what happens to dtabs is kept in the {@link RevisionLog}: what this process does
 * before the call returns, what others do as the watch tells of it, in the background. Other dtabds
 * keep what they do themselves.
 */
final class Chronicle implements AutoCloseable {

  /**
   * Changes that wait to be recorded. Hands change dtabs far more slowly than they are recorded.
   */
  private static final int MAX_WAITING = 1000;

  /** Trimming reads the whole history of a dtab, so not every write does it. */
  private static final int TRIM_EVERY = 10;

  private static final System.Logger log = System.getLogger(Chronicle.class.getName());

  private final RevisionLog revisions;
  private final ProblemEvents problems;
  private final InstantSource clock;
  private final InvalidDtabs invalid = new InvalidDtabs();

  /** The newest revision of each that this process has seen to. */
  private final Map<Namespace, Long> kept = new ConcurrentHashMap<>();

  /** What could not be recorded yet. */
  private final Queue<RevisionObject> owed = new ConcurrentLinkedQueue<>();

  private final Map<Namespace, Integer> untrimmed = new ConcurrentHashMap<>();
  private final AtomicLong lost = new AtomicLong();
  private final ThreadPoolExecutor background;

  Chronicle(KubernetesClient client, String kubernetesNamespace, InstantSource clock) {
    this.revisions = new RevisionLog(client, kubernetesNamespace);
    this.problems = new ProblemEvents(client, kubernetesNamespace, clock);
    this.clock = clock;
    this.background =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            Thread.ofVirtual().name("history of dtabs").factory(),
            (_, executor) -> {
              if (!executor.isShutdown()) {
                lost();
              }
            });
  }

  /** This process has written {@code object}. */
  void wrote(DtabObject object) {
    keep(object);
    trimNowAndThen(object.namespace());
  }

  /**
   * This process is about to replace or delete {@code object}. Whoever wrote it may not have
   * recorded it: because that was not dtabd, or because it failed in between.
   */
  void replacing(DtabObject object) {
    Long newest = kept.get(object.namespace());
    if (newest == null || newest != object.revision()) {
      keep(object);
    }
  }

  /** This process has deleted {@code last}. */
  void deleted(DtabObject last) {
    invalid.gone(last.namespace());
    keep(RevisionObject.deletion(last, clock.instant(), Author.current()));
    kept.remove(last.namespace());
    trimNowAndThen(last.namespace());
  }

  /** The watch told of {@code object}. */
  void saw(DtabObject object) {
    switch (object.content()) {
      case DtabObject.Content.Broken(String reason) -> {
        invalid.found(
            object.namespace(), "as of version %s: %s".formatted(object.revision(), reason));
        background.execute(() -> problems.tell(object, reason));
      }
      case DtabObject.Content.Table(Dtab _) -> {
        invalid.fixed(object.namespace());
        if (isOthers(object)) {
          background.execute(() -> wrote(object));
        }
      }
    }
  }

  /**
   * The watch told of a deletion that this process did not do.
   *
   * @param last the last that was known
   */
  void sawDeletion(DtabObject last) {
    invalid.gone(last.namespace());
    Instant time = clock.instant();
    background.execute(
        () -> {
          keep(last);
          keep(RevisionObject.deletion(last, time, Optional.empty()));
          kept.remove(last.namespace());
          trimNowAndThen(last.namespace());
        });
  }

  /**
   * @param now what there is, which may not be recorded: it was written while no dtabd ran, or just
   *     now
   */
  List<Revision> of(Namespace namespace, Optional<DtabObject> now) throws StoreException {
    settle();
    var all = new ArrayList<>(revisions.of(namespace));
    if (now.isPresent() && now.get().content() instanceof DtabObject.Content.Table(Dtab dtab)) {
      var newest = RevisionObject.of(now.get(), dtab);
      if (all.stream().noneMatch(kept -> kept.version().equals(newest.version()))) {
        all.add(newest);
        all.sort(RevisionObject.OLDEST_FIRST.reversed());
      }
    }
    return RevisionLog.bounded(all);
  }

  @Override
  public void close() {
    background.shutdownNow();
  }

  private static boolean isOthers(DtabObject object) {
    return !object.stamp().throughDtabd();
  }

  private void keep(DtabObject object) {
    if (object.content() instanceof DtabObject.Content.Table(Dtab dtab)) {
      keep(RevisionObject.of(object, dtab));
      kept.merge(object.namespace(), object.revision(), Math::max);
    }
  }

  private void keep(RevisionObject revision) {
    if (revisions.record(revision)) {
      settle();
    } else if (owed.size() < MAX_WAITING) {
      owed.add(revision);
    } else {
      lost();
    }
  }

  /** Records what could not be recorded when it was written. */
  private void settle() {
    for (RevisionObject next = owed.poll(); next != null; next = owed.poll()) {
      if (!revisions.record(next)) {
        owed.add(next);
        return;
      }
    }
  }

  private void trimNowAndThen(Namespace namespace) {
    int written = untrimmed.merge(namespace, 1, Integer::sum);
    if (written % TRIM_EVERY == 0) {
      background.execute(() -> revisions.trim(namespace));
    }
  }

  private void lost() {
    long count = lost.incrementAndGet();
    log.log(
        Long.bitCount(count) == 1 ? WARNING : DEBUG, // at 1, 2, 4, 8 and so on
        "{0} changes of dtabs are not in their history: more than {1} waited to be recorded",
        count,
        MAX_WAITING);
  }
}
