package io.dtabd.store;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The numbered files of one namespace. One is written under a temporary name and then linked to its
 * number, which fails if the number is taken: so what has a number is complete, and of those who
 * want the same number one gets it.
 */
final class VersionFolder {

  /**
   * It has its number, and what came after that failed; or it got a number that was trimmed before.
   */
  static final class UncertainException extends IOException {
    private static final long serialVersionUID = 1L;

    private UncertainException(String message) {
      super(message);
    }

    private UncertainException(IOException cause) {
      super(DiskFailure.reason(cause), cause);
    }
  }

  /**
   * A file just written.
   *
   * @param highest the highest number in the folder after that
   */
  record Placed(Stamp stamp, long highest) {}

  private static final System.Logger log = System.getLogger(FileDtabStore.class.getName());

  private final DataFolder data;
  private final Disk disk;
  private final Path path;
  private final int retain;

  /** Whether the folder's own name is known to be on the disk. */
  private volatile boolean named;

  VersionFolder(DataFolder data, Namespace namespace, int retain) {
    this.data = data;
    this.disk = data.disk();
    this.path = data.of(namespace);
    this.retain = retain;
  }

  Path path() {
    return path;
  }

  Path file(long number) {
    return path.resolve(VersionFile.name(number));
  }

  /** Ascending; none if there is no folder. */
  long[] numbers() throws IOException {
    try {
      return VersionFile.numbers(disk.list(path));
    } catch (NoSuchFileException e) {
      data.check();
      named = false;
      return new long[0];
    }
  }

  static long highest(long[] numbers) {
    return numbers.length == 0 ? 0 : numbers[numbers.length - 1];
  }

  /**
   * @throws NoSuchFileException if it was trimmed
   */
  Stamp stamp(long number) throws IOException {
    return disk.stamp(file(number));
  }

  /**
   * A file read.
   *
   * @param changed whether somebody changed it after the store wrote it
   */
  record Contents(Content content, boolean changed) {}

  Contents read(long number) throws IOException {
    Path file = file(number);
    byte[] bytes = disk.read(file, Content.READ_LIMIT);
    FirstLine.Found line = FirstLine.find(number, bytes);
    return switch (line.integrity()) {
      case CUT -> new Contents(Content.cut(file), false);
      case CHANGED -> new Contents(Content.decode(bytes, line.length(), file), true);
      case UNKNOWN, WHOLE ->
          new Contents(
              FirstLine.mayBeLeftOf(number, bytes) && isLineKnownBefore(number)
                  ? Content.cut(file)
                  : Content.decode(bytes, line.length(), file),
              false);
    };
  }

  /** Whether the store wrote older files with a first line: then it wrote this one with it too. */
  private boolean isLineKnownBefore(long number) throws IOException {
    long[] numbers = numbers();
    for (int i = numbers.length - 1; i >= 0; i--) {
      if (numbers[i] < number && isLineIn(file(numbers[i]))) {
        return true;
      }
    }
    return false;
  }

  private boolean isLineIn(Path file) throws IOException {
    try {
      return FirstLine.isIn(disk.read(file, FirstLine.MAX_BYTES));
    } catch (NoSuchFileException e) {
      return false; // trimmed meanwhile
    }
  }

  /** The newest dtab before {@code number} that is whole, if the namespace was there then. */
  Optional<VersionedDtab> lastWhole(long number) throws IOException {
    long[] numbers = numbers();
    for (int i = numbers.length - 1; i >= 0; i--) {
      if (numbers[i] >= number) {
        continue;
      }
      switch (read(numbers[i]).content()) {
        case Content.Table(var dtab) -> {
          return Optional.of(new VersionedDtab(Version.of(numbers[i]), dtab));
        }
        case Content.Deleted() -> {
          return Optional.empty();
        }
        case Content.Broken(_), Content.Cut(_) -> {
          // One that is older may be whole.
        }
      }
    }
    return Optional.empty();
  }

  /** Brings the names of the files, and that of the folder itself, to the disk. */
  void sync() throws IOException {
    if (!named) {
      disk.sync(data.root());
      named = true;
    }
    disk.sync(path);
  }

  /**
   * Writes a file and trims the oldest.
   *
   * @param number one more than the highest in the folder, as far as the caller knows
   * @param content which is whole; a tombstone has no first line, so that dtabd before the line
   *     knows it
   * @throws FileAlreadyExistsException if that number is taken
   * @throws UncertainException if it is there but perhaps not to stay
   */
  Placed place(long number, Content content, Optional<String> author) throws IOException {
    if (number > VersionFile.MAX_NUMBER) {
      throw new IOException("no number is left; give the newest file a lower one");
    }
    disk.makeFolder(path);
    byte[] text = Content.encode(content);
    byte[] bytes = content instanceof Content.Deleted ? text : FirstLine.prepend(number, text);
    Path temporary = data.writeTemporary(bytes, author);
    try {
      Stamp stamp = disk.stamp(temporary);
      disk.link(temporary, file(number));
      long[] numbers = makeLasting(number);
      trim(numbers, number);
      return new Placed(stamp, highest(numbers));
    } finally {
      data.removeTemporary(temporary);
    }
  }

  /** Up to {@code newest}, newest first; what is no dtab, or trimmed meanwhile, is left out. */
  List<Revision> history(long newest) throws IOException {
    long[] numbers = numbers();
    var revisions = new ArrayList<Revision>();
    long size = 0;
    int most = Math.min(retain, StoreLimits.MAX_HISTORY);
    for (int i = numbers.length - 1; i >= 0 && revisions.size() < most; i--) {
      if (numbers[i] > newest) {
        continue;
      }
      try {
        Stamp stamp = stamp(numbers[i]);
        size += stamp.size();
        if (size > StoreLimits.MAX_HISTORY_SIZE && !revisions.isEmpty()) {
          break;
        }
        revision(numbers[i], stamp).ifPresent(revisions::add);
      } catch (NoSuchFileException e) {
        log.log(DEBUG, "{0} was trimmed while the history was read", file(numbers[i]));
      }
    }
    return List.copyOf(revisions);
  }

  private Optional<Revision> revision(long number, Stamp stamp) throws IOException {
    var version = Version.of(number);
    Optional<String> author = disk.author(file(number));
    return switch (read(number).content()) {
      case Content.Table(var dtab) ->
          Optional.of(new Revision(version, stamp.modified(), Optional.of(dtab), author));
      case Content.Deleted() ->
          Optional.of(new Revision(version, stamp.modified(), Optional.empty(), author));
      case Content.Broken(_), Content.Cut(_) -> Optional.empty();
    };
  }

  private long[] makeLasting(long number) throws UncertainException {
    try {
      long[] numbers = numbers();
      sync();
      if (highest(numbers) - number >= FileDtabStore.MIN_RETAIN) {
        throw new UncertainException(
            "so many versions were written by others meanwhile that this one may be too late");
      }
      return numbers;
    } catch (UncertainException e) {
      throw e;
    } catch (IOException e) {
      throw new UncertainException(e);
    }
  }

  /** In ascending order, on which {@link NamespaceFolder#look} relies. */
  private void trim(long[] numbers, long newest) {
    try {
      int surplus = numbers.length - retain;
      for (long number : Arrays.copyOf(numbers, Math.max(0, surplus))) {
        if (number < newest) {
          disk.delete(file(number));
        }
      }
    } catch (IOException e) {
      log.log(DEBUG, "cannot trim {0} now, only later: {1}", path, DiskFailure.reason(e));
    }
  }
}
