package io.dtabd.store;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.StoreException.Unavailable;
import io.dtabd.store.VersionFolder.UncertainException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One namespace, which other processes and people change too.
 *
 * <p>The highest number is in force, if the store wrote that file. What someone made or changed by
 * hand (see {@link Stamp#sealed}) is never in force itself: once it has settled, its content is
 * written as the next version. {@code RATIONALE.md} says why this is right when processes stall,
 * files vanish and editors save.
 */
final class NamespaceFolder {

  /** What must hold for a write, checked against what the write will replace. */
  @FunctionalInterface
  interface Condition {
    void check(Known now) throws StoreException;
  }

  /** Losing a race means that another one won it, so this many in a row do not happen by chance. */
  private static final int MAX_RACES = 1_000;

  /**
   * After this time a system has long brought to the disk what was changed, asked or not (Linux:
   * half a minute). Asking again for each of 10,000 namespaces would take most of a minute at every
   * start.
   */
  private static final Duration WRITTEN_BACK = Duration.ofMinutes(10);

  private static final System.Logger log = System.getLogger(FileDtabStore.class.getName());

  private final Namespace namespace;
  private final VersionFolder folder;
  private final InstantSource clock;
  private final Duration settle;
  private final InvalidDtabs invalid;

  /** One writer of this process at a time, so that they do not only get into each other's way. */
  private final ReentrantLock writing = new ReentrantLock();

  /** Held while {@link #known} is made from the disk, so that it never goes back. */
  private final ReentrantLock looking = new ReentrantLock();

  private volatile Known known = Known.NOTHING;
  private @Nullable Sighting sighting;

  NamespaceFolder(
      Namespace namespace,
      VersionFolder folder,
      InstantSource clock,
      Duration settle,
      InvalidDtabs invalid) {
    this.namespace = namespace;
    this.folder = folder;
    this.clock = clock;
    this.settle = settle;
    this.invalid = invalid;
  }

  Namespace namespace() {
    return namespace;
  }

  Path path() {
    return folder.path();
  }

  /** What the last look, or write, found. */
  Known known() {
    return known;
  }

  /**
   * What is on the disk now: every version that was written before the call, by any process, is in
   * it or replaced.
   */
  Known look() throws IOException {
    looking.lock();
    try {
      for (int races = 0; ; races++) {
        try {
          known = observe(known);
          return known;
        } catch (NoSuchFileException | FileAlreadyExistsException e) {
          // A file was trimmed, or the next number taken, between two steps: look again.
          if (races == MAX_RACES) {
            throw e;
          }
        }
      }
    } catch (IOException e) {
      if (known.floor() == 0) {
        // It was never read, so there is no last known state to keep.
        known = Known.unreadable("cannot read " + path() + ": " + DiskFailure.reason(e));
      }
      throw e;
    } finally {
      looking.unlock();
    }
  }

  /** Like {@link #look}, for someone who asked. */
  Known read() throws StoreException {
    try {
      return look();
    } catch (IOException e) {
      throw DiskFailure.reading("read namespace '" + namespace + "' in " + path(), e);
    }
  }

  /**
   * Writes the next version.
   *
   * @return its number
   */
  long write(Content content, Condition condition) throws StoreException {
    writing.lock();
    try {
      for (int races = 0; races < MAX_RACES; races++) {
        Known now = read();
        condition.check(now);
        OptionalLong number = tryWrite(now.highest() + 1, content);
        if (number.isPresent()) {
          return number.getAsLong();
        }
      }
      throw new Unavailable(
          "namespace '" + namespace + "' is written by others all the time; try again later",
          Outcome.NOT_DONE);
    } finally {
      writing.unlock();
    }
  }

  List<Revision> history() throws StoreException {
    try {
      return folder.history(look().floor());
    } catch (IOException e) {
      throw DiskFailure.reading("read the history of namespace '" + namespace + "'", e);
    }
  }

  private Known observe(Known before) throws IOException {
    long[] numbers = folder.numbers();
    long highest = VersionFolder.highest(numbers);
    boolean unsettled = false;
    for (int i = numbers.length - 1; i >= 0; i--) {
      long number = numbers[i];
      Stamp stamp = folder.stamp(number);
      if (before.isFile(number, stamp)) {
        return before.with(highest, unsettled);
      }
      if (stamp.sealed() && number > before.floor()) {
        VersionFolder.Contents found = folder.read(number);
        if (!found.changed()) {
          warnIfBroken(found.content());
          if (mayBeTakenBack(stamp)) {
            folder.sync();
          }
          var now = Known.of(number, stamp, number, highest, found.content());
          return orBefore(now, before).with(highest, unsettled);
        }
      }
      if (isSettled(number, stamp)) {
        return adopt(before, number, stamp, highest);
      }
      unsettled = true;
      if (number <= before.floor()) {
        break;
      }
    }
    return unsettled ? before.with(highest, true) : before.vanished();
  }

  /** Nobody shall see a version that a loss of power could still undo. */
  private boolean mayBeTakenBack(Stamp stamp) {
    return stamp.modified().isAfter(clock.instant().minus(WRITTEN_BACK));
  }

  /** Takes what someone wrote by hand. */
  private Known adopt(Known before, long number, Stamp stamp, long highest) throws IOException {
    VersionFolder.Contents found = folder.read(number);
    if (!folder.stamp(number).equals(stamp)) {
      return before.with(highest, true);
    }
    Path file = folder.file(number);
    Content content = found.content();
    Known asItIs = orBefore(Known.of(number, stamp, before.floor(), highest, content), before);
    if (warnIfBroken(content)) {
      return asItIs;
    }
    long next = asItIs.highest() + 1;
    try {
      VersionFolder.Placed placed = folder.place(next, content, Optional.empty());
      log.log(
          INFO,
          "{0}, written by hand, is in force as version {1} of namespace ''{2}''",
          file,
          Long.toString(next),
          namespace);
      return Known.of(next, placed.stamp(), next, placed.highest(), content);
    } catch (FileAlreadyExistsException | UncertainException e) {
      throw e;
    } catch (IOException e) {
      if (number <= before.floor()) {
        throw e;
      }
      log.log(
          WARNING,
          "{0}, written by hand, is in force as it is, because no copy can be made: {1}",
          file,
          DiskFailure.reason(e));
      return asItIs;
    }
  }

  /** A file that is cut does not replace what it was written after. */
  private Known orBefore(Known now, Known before) throws IOException {
    if (!(now.content() instanceof Content.Cut)) {
      return now;
    }
    Optional<VersionedDtab> last = before.served();
    return (last.isPresent() ? last : folder.lastWhole(now.file())).map(now::servingOn).orElse(now);
  }

  private boolean warnIfBroken(Content content) {
    return switch (content) {
      case Content.Broken(var reason) -> {
        invalid.found(namespace, reason);
        yield true;
      }
      case Content.Cut(var reason) -> {
        log.log(
            WARNING, "namespace ''{0}'' keeps the last dtab that is whole: {1}", namespace, reason);
        yield true;
      }
      case Content.Table _ -> {
        invalid.fixed(namespace);
        yield false;
      }
      case Content.Deleted _ -> {
        invalid.gone(namespace);
        yield false;
      }
    };
  }

  /** Empty if the number was taken. */
  private OptionalLong tryWrite(long number, Content content) throws StoreException {
    String what = "write version " + number + " of namespace '" + namespace + "' to " + path();
    try {
      VersionFolder.Placed placed = folder.place(number, content, Author.current());
      wrote(Known.of(number, placed.stamp(), number, placed.highest(), content));
      return OptionalLong.of(number);
    } catch (FileAlreadyExistsException e) {
      return OptionalLong.empty();
    } catch (UncertainException e) {
      throw new Unavailable(
          "to " + what + " may have failed: " + e.getMessage() + "; read before you repeat it",
          Outcome.UNKNOWN,
          e);
    } catch (IOException e) {
      throw DiskFailure.writing(what, e);
    }
  }

  private void wrote(Known written) {
    looking.lock();
    try {
      if (written.file() > known.floor()) {
        known = written;
      }
    } finally {
      looking.unlock();
    }
  }

  /** Whether nobody has written to it for a while. */
  private boolean isSettled(long number, Stamp stamp) {
    Instant now = clock.instant();
    if (!stamp.modified().plus(settle).isAfter(now)) {
      return true;
    }
    // Its time may be in the future, so it counts too how long it has been looking like this.
    if (sighting == null || sighting.number != number || !sighting.stamp.equals(stamp)) {
      sighting = new Sighting(number, stamp, now);
    }
    return !sighting.since.plus(settle).isAfter(now);
  }

  /** A file that may be half-written, and when it was first seen so. */
  private record Sighting(long number, Stamp stamp, Instant since) {}
}
