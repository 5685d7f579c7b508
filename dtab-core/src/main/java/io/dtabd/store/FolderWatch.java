package io.dtabd.store;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;
import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Says which namespaces to look at: those whose folder the system says has changed, those that have
 * something unsettled, and all of them now and then, because notifications get lost, are limited in
 * number, and do not come at all from some file systems.
 */
final class FolderWatch implements AutoCloseable {

  /** What is told. Called in one thread. */
  interface Listener {

    /**
     * @return whether to look again when the settle time is over
     */
    boolean changed(Namespace namespace);

    void lookAtAll();
  }

  private static final System.Logger log = System.getLogger(FileDtabStore.class.getName());

  private final Path root;
  private final WatchService system;
  private final FileDtabStore.Options options;
  private final Listener listener;
  private final Map<Path, WatchKey> keys = new ConcurrentHashMap<>();
  private final AtomicBoolean warned = new AtomicBoolean();

  /** When to look again, by {@link System#nanoTime}. Of the watching thread alone. */
  private final Map<Namespace, Long> again = new HashMap<>();

  FolderWatch(Path root, FileDtabStore.Options options, Listener listener) throws IOException {
    this.root = root;
    this.system = root.getFileSystem().newWatchService();
    this.options = options;
    this.listener = listener;
  }

  /** Begins to watch a folder, unless it is being watched. */
  void follow(Path folder) {
    WatchKey key = keys.get(folder);
    if (key != null && key.isValid()) {
      return;
    }
    try {
      keys.put(folder, folder.register(system, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE));
    } catch (ClosedWatchServiceException e) {
      // There is no one left to tell.
    } catch (IOException e) {
      if (warned.compareAndSet(false, true)) {
        log.log(
            WARNING,
            "cannot watch {0} ({1}); changes that others make there, and perhaps elsewhere, are seen"
                + " only every {2} s. On Linux the limit is fs.inotify.max_user_watches",
            folder,
            DiskFailure.reason(e),
            options.rescan().toSeconds());
      }
    }
  }

  void start() {
    Thread.ofPlatform().daemon().name("dtabd-file-store-watch").start(this::run);
  }

  @Override
  public void close() {
    try {
      system.close();
    } catch (IOException e) {
      log.log(WARNING, "cannot stop watching " + root + ": " + DiskFailure.reason(e));
    }
  }

  private void run() {
    long rescan = System.nanoTime() + options.rescan().toNanos();
    try {
      while (true) {
        WatchKey key = system.poll(untilNext(rescan), TimeUnit.NANOSECONDS);
        boolean all = System.nanoTime() - rescan >= 0;
        Set<Namespace> changed = due();
        for (; key != null; key = system.poll()) {
          all |= !collect(key, changed);
        }
        tell(changed, all);
        if (all) {
          rescan = System.nanoTime() + options.rescan().toNanos();
        }
      }
    } catch (ClosedWatchServiceException e) {
      // That is how it ends.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long untilNext(long rescan) {
    long next = again.values().stream().reduce(rescan, FolderWatch::earlier);
    return Math.max(0, next - System.nanoTime());
  }

  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }

  private Set<Namespace> due() {
    long now = System.nanoTime();
    var due = new HashSet<Namespace>();
    again.forEach(
        (namespace, when) -> {
          if (when - now <= 0) {
            due.add(namespace);
          }
        });
    again.keySet().removeAll(due);
    return due;
  }

  /** Whether it is known what changed. */
  private boolean collect(WatchKey key, Set<Namespace> changed) {
    boolean known = true;
    Path folder = (Path) key.watchable();
    for (WatchEvent<?> event : key.pollEvents()) {
      if (event.kind() == OVERFLOW) {
        known = false;
        continue;
      }
      Path name = folder.equals(root) ? (Path) event.context() : folder.getFileName();
      Namespace namespace = namespace(name);
      if (namespace != null) {
        changed.add(namespace);
      }
    }
    key.reset();
    return known;
  }

  private static @Nullable Namespace namespace(@Nullable Path name) {
    return name != null && Namespace.isValid(name.toString())
        ? new Namespace(name.toString())
        : null;
  }

  private void tell(Set<Namespace> changed, boolean all) {
    try {
      changed.forEach(this::look);
      if (all) {
        listener.lookAtAll();
      }
    } catch (RuntimeException e) {
      log.log(ERROR, "looking at " + root + " failed; it is tried again at the next rescan", e);
    }
  }

  private void look(Namespace namespace) {
    if (listener.changed(namespace)) {
      again.put(namespace, System.nanoTime() + options.settle().toNanos());
    }
  }
}
