package io.dtabd.naming;

import static java.lang.System.Logger.Level.WARNING;
import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Waits until something in some folders may have changed. A change that the operating system does
 * not tell of (a file system over the network, the target of a link, too many watches) is found by
 * whoever looks again after the wait.
 */
final class FolderWatch implements AutoCloseable {

  /**
   * A change is told once there was none for so long, so that a file which is emptied and then
   * written is not read in between.
   */
  private static final Duration QUIET = Duration.ofMillis(20);

  /** ... but after so many quiet times at the latest. */
  private static final int MAX_QUIETS = 10;

  private static final System.Logger log = System.getLogger(FolderWatch.class.getName());

  private final WatchService service;
  private final Map<Path, WatchKey> keys = new HashMap<>();
  private boolean refused;

  FolderWatch(WatchService service) {
    this.service = service;
  }

  /** Watches these folders and no others. */
  void watch(Set<Path> folders) {
    keys.entrySet()
        .removeIf(
            each -> {
              boolean gone = !folders.contains(each.getKey()) || !each.getValue().isValid();
              if (gone) {
                each.getValue().cancel();
              }
              return gone;
            });
    for (Path folder : folders) {
      if (!keys.containsKey(folder)) {
        register(folder);
      }
    }
  }

  private void register(Path folder) {
    try {
      keys.put(folder, folder.register(service, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY));
    } catch (NoSuchFileException e) {
      // Gone already; the next scan knows.
    } catch (IOException e) {
      if (!refused) {
        refused = true;
        log.log(
            WARNING,
            "changes in {0} will be found late, because it cannot be watched: {1}",
            folder,
            e.getMessage());
      }
    }
  }

  /**
   * Returns after a change, or after {@code atMost}.
   *
   * @throws java.nio.file.ClosedWatchServiceException when this is closed
   */
  void await(Duration atMost) throws InterruptedException {
    WatchKey changed = service.poll(atMost.toNanos(), NANOSECONDS);
    for (int i = 0; changed != null && i < MAX_QUIETS; i++) {
      changed.pollEvents();
      changed.reset();
      changed = service.poll(QUIET.toNanos(), NANOSECONDS);
    }
    if (changed != null) {
      changed.reset();
    }
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
