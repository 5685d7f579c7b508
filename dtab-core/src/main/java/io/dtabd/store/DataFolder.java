package io.dtabd.store;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/**
 * The folder of a file store. Beside the namespaces' folders there is {@code .tmp} in it, where
 * files are written before they get their name. It is also what the folder is known by: if it is
 * missing, a volume was unmounted or a folder moved, and that must not look as if all namespaces
 * had been deleted.
 */
final class DataFolder {

  private static final System.Logger log = System.getLogger(FileDtabStore.class.getName());

  private static final String TEMPORARY = ".tmp";

  /**
   * When a file in {@code .tmp} is taken for the leftover of a process that was killed. Taking it
   * away from a process that is only very slow makes its write fail, and does no other harm.
   */
  private static final Duration LEFTOVER_AGE = Duration.ofHours(1);

  private final Path root;
  private final Path temporary;
  private final Disk disk;
  private final InstantSource clock;
  private final boolean marked;

  private DataFolder(Path root, Disk disk, InstantSource clock) {
    this.root = root;
    this.temporary = root.resolve(TEMPORARY);
    this.disk = disk;
    this.clock = clock;
    this.marked = disk.isFolder(temporary);
  }

  /** Makes the folder if it is not there. */
  static DataFolder open(Path root, Disk disk, InstantSource clock) throws StoreException {
    makeRoot(root, disk);
    try {
      disk.makeFolder(root.resolve(TEMPORARY));
    } catch (IOException e) {
      warnReadOnly(root, e);
      return new DataFolder(root, disk, clock);
    }
    var folder = new DataFolder(root, disk, clock);
    folder.removeLeftovers();
    folder.tryLink();
    return folder;
  }

  /** Fails where {@link #open} would, and leaves nothing behind. */
  static void check(Path root, Disk disk, InstantSource clock) throws StoreException {
    Path temporary = root.resolve(TEMPORARY);
    MissingFolders missing = MissingFolders.to(temporary);
    try {
      makeRoot(root, disk);
      disk.list(root);
      try {
        disk.makeFolder(temporary);
      } catch (IOException e) {
        warnReadOnly(root, e);
        return;
      }
      new DataFolder(root, disk, clock).tryLink();
    } catch (IOException e) {
      throw DiskFailure.reading("read the data folder " + root, e);
    } finally {
      missing.takeAway();
    }
  }

  Path root() {
    return root;
  }

  Path of(Namespace namespace) {
    return root.resolve(namespace.name());
  }

  Disk disk() {
    return disk;
  }

  InstantSource clock() {
    return clock;
  }

  /** Fails if the folder is not the one that was opened. */
  void check() throws IOException {
    if (marked ? !disk.isFolder(temporary) : !disk.isFolder(root)) {
      throw new IOException(
          "the data folder is gone or another one: there is no "
              + (marked ? temporary : root)
              + "; put it back (is a volume unmounted?), or restart dtabd on the new one");
    }
  }

  /** Writes a file that has no proper name yet. */
  Path writeTemporary(byte[] content, Optional<String> author) throws IOException {
    Path file = temporary.resolve(UUID.randomUUID().toString());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    try {
      if (!marked) {
        disk.makeFolder(temporary);
      }
      disk.write(file, content, author, now);
    } catch (IOException e) {
      removeTemporary(file);
      check();
      throw e;
    }
    return file;
  }

  void removeTemporary(Path file) {
    try {
      disk.delete(file);
    } catch (IOException e) {
      log.log(
          WARNING,
          "cannot remove " + file + ", which is of no use any more: " + DiskFailure.reason(e));
    }
  }

  private static void makeRoot(Path root, Disk disk) throws StoreException {
    try {
      if (!disk.isFolder(root)) {
        disk.makeFolder(root);
        Path parent = root.toAbsolutePath().getParent();
        if (parent != null) {
          disk.sync(parent);
        }
      }
    } catch (FileAlreadyExistsException e) {
      throw new StoreException.Invalid(
          "the data folder cannot be " + root + ": that is a file; choose a folder", e);
    } catch (IOException e) {
      throw DiskFailure.writing("make the data folder " + root, e);
    }
  }

  private void removeLeftovers() {
    try {
      Instant old = clock.instant().minus(LEFTOVER_AGE);
      for (String name : disk.list(temporary)) {
        Path file = temporary.resolve(name);
        if (isOlder(file, old)) {
          removeTemporary(file);
        }
      }
    } catch (IOException e) {
      log.log(WARNING, "cannot clean up " + temporary + ": " + DiskFailure.reason(e));
    }
  }

  private boolean isOlder(Path file, Instant than) throws IOException {
    try {
      return disk.stamp(file).modified().isBefore(than);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Finds out at the start, not at the first write, that a file system has no hard links. */
  private void tryLink() throws StoreException {
    Path file;
    try {
      file = writeTemporary(new byte[0], Optional.empty());
    } catch (IOException e) {
      warnReadOnly(root, e);
      return;
    }
    Path name = temporary.resolve(file.getFileName() + ".link");
    try {
      disk.link(file, name);
    } catch (IOException | UnsupportedOperationException e) {
      throw new StoreException.Invalid(
          "the data folder %s is on a file system that makes no hard links (%s), which dtabd needs for"
                  .formatted(root, DiskFailure.reason(e))
              + " compare-and-swap; use a local one such as ext4, XFS or APFS, or another kind of"
              + " storage",
          e);
    } finally {
      removeTemporary(name);
      removeTemporary(file);
    }
  }

  private static void warnReadOnly(Path root, IOException e) {
    log.log(
        WARNING,
        "the data folder {0} cannot be written to ({1}); dtabs are served from it, changes will be"
            + " refused until it can",
        root,
        DiskFailure.reason(e));
  }
}
