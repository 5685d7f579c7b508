package io.dtabd.store;

import static java.lang.System.Logger.Level.ERROR;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the folders that a store finds when it is opened, in a few threads: those that are asked
 * for first, then the others. A hundred thousand take many seconds, and nobody has to wait for the
 * folders of others.
 */
final class FirstLook {

  /** Most of the time goes into waiting for the disk, which does several things at once. */
  static final int THREADS = 4;

  private static final System.Logger log = System.getLogger(FileDtabStore.class.getName());

  private final Set<NamespaceFolder> left = ConcurrentHashMap.newKeySet();
  private final Queue<NamespaceFolder> inOrder;
  private final Queue<NamespaceFolder> askedFor = new ConcurrentLinkedQueue<>();
  private final Consumer<NamespaceFolder> look;
  private final Runnable whenDone;
  private final AtomicInteger running = new AtomicInteger(THREADS);
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean closed;

  /**
   * @param look called for each of {@code folders} once
   * @param whenDone called after the last
   */
  FirstLook(
      Collection<NamespaceFolder> folders, Consumer<NamespaceFolder> look, Runnable whenDone) {
    this.left.addAll(folders);
    this.inOrder = new ConcurrentLinkedQueue<>(folders);
    this.look = look;
    this.whenDone = whenDone;
  }

  void start() {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("dtabd-file-store-first-look-" + i)
              .unstarted(this::run));
    }
    threads.forEach(Thread::start);
  }

  /** Somebody waits for {@code folder}. Does nothing if it was read already. */
  void hurry(NamespaceFolder folder) {
    if (left.contains(folder)) {
      askedFor.add(folder);
    }
  }

  /** Whether all were read within {@code limit}. */
  boolean await(Duration limit) throws InterruptedException {
    return done.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  void close() {
    closed = true;
  }

  private void run() {
    for (NamespaceFolder next = next(); next != null && !closed; next = next()) {
      if (left.remove(next)) {
        lookAt(next);
      }
    }
    if (running.decrementAndGet() == 0) {
      if (!closed) {
        whenDone.run();
      }
      done.countDown();
    }
  }

  private void lookAt(NamespaceFolder folder) {
    try {
      look.accept(folder);
    } catch (RuntimeException e) {
      log.log(ERROR, "looking at " + folder.path() + " failed; the next rescan tries again", e);
    }
  }

  private @Nullable NamespaceFolder next() {
    NamespaceFolder asked = askedFor.poll();
    return asked != null ? asked : inOrder.poll();
  }
}
