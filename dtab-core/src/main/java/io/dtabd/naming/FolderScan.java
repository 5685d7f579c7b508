package io.dtabd.naming;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.dtabd.live.State;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the address files of a folder and its sub-folders, again and again; a file that has not
 * changed is not read a second time. Symbolic links are followed, wherever they lead: the folder is
 * its owner's, and what Kubernetes mounts consists of them. Names that begin with {@code ..} are
 * passed over; those are how Kubernetes keeps the versions of a mounted ConfigMap.
 */
final class FolderScan {

  /** A larger file is not a list of addresses. The limit is namerd's. */
  static final int MAX_FILE_BYTES = 500 * 1024;

  /** Folders within folders. */
  static final int MAX_DEPTH = 16;

  /** Files and folders in all, so that a link to the root of a disk does not fill the memory. */
  static final int MAX_ENTRIES = 100_000;

  /**
   * A file that was written this shortly before it was read may have been written again since, with
   * the same time on it.
   */
  private static final Duration CLOCK_TICK = Duration.ofSeconds(2);

  private static final System.Logger log = System.getLogger(FolderScan.class.getName());

  /**
   * What was found.
   *
   * @param files by the names that lead there from the root, with {@code /} between
   */
  record Found(Map<String, State<AddressFile>> files, Set<Path> folders) {}

  /** A file as it was read, and by what to tell that it is still the same. */
  private record Known(
      @Nullable Object key,
      FileTime modified,
      long size,
      Instant readAt,
      State<AddressFile> content) {

    boolean isOf(BasicFileAttributes now) {
      return Objects.equals(key, now.fileKey())
          && modified.equals(now.lastModifiedTime())
          && size == now.size()
          && modified.toInstant().isBefore(readAt.minus(CLOCK_TICK));
    }
  }

  private final Path root;
  private final InstantSource clock;
  private Map<String, Known> known = new HashMap<>();
  private boolean tooMany;

  FolderScan(Path root, InstantSource clock) {
    this.root = root;
    this.clock = clock;
  }

  /**
   * @throws IOException if the root cannot be listed; what cannot be listed below it is passed over
   */
  Found scan() throws IOException {
    var walk = new Walk();
    walk.folder(root, "", 0);
    known = walk.files;
    if (walk.entries >= MAX_ENTRIES && !tooMany) {
      log.log(
          WARNING,
          "{0} has more than {1} files and folders; the rest of them are not seen",
          root,
          MAX_ENTRIES);
    }
    tooMany = walk.entries >= MAX_ENTRIES;
    var files = new HashMap<String, State<AddressFile>>();
    walk.files.forEach((name, file) -> files.put(name, file.content()));
    return new Found(files, walk.folders);
  }

  private final class Walk {

    private final Map<String, Known> files = new HashMap<>();
    private final Set<Path> folders = new HashSet<>();

    /** The folders that lead here, by what the file system tells them apart by. */
    private final Set<Object> above = new HashSet<>();

    private int entries;

    void folder(Path folder, String name, int depth) throws IOException {
      Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
      Object identity = key == null ? folder : key;
      // A link that leads back up would lead there again and again.
      if (depth > MAX_DEPTH || !above.add(identity)) {
        return;
      }
      folders.add(folder);
      try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
        for (Path child : children) {
          String childName = String.valueOf(child.getFileName());
          if (!childName.startsWith("..") && ++entries < MAX_ENTRIES) {
            entry(child, name.isEmpty() ? childName : name + "/" + childName, depth);
          }
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      } finally {
        above.remove(identity);
      }
    }

    private void entry(Path path, String name, int depth) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
          folder(path, name, depth + 1);
        } else if (attributes.isRegularFile()) {
          Known before = known.get(name);
          files.put(
              name, before != null && before.isOf(attributes) ? before : read(path, attributes));
        }
      } catch (IOException e) {
        // Gone since it was listed, a link to nowhere, or not ours to read.
        log.log(DEBUG, "{0} is passed over: {1}", path, e);
      }
    }

    private Known read(Path path, BasicFileAttributes attributes) {
      Instant readAt = clock.instant();
      return new Known(
          attributes.fileKey(),
          attributes.lastModifiedTime(),
          attributes.size(),
          readAt,
          content(path));
    }
  }

  private static State<AddressFile> content(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      return bytes.length > MAX_FILE_BYTES
          ? State.failed(
              "file %s has more than %d bytes".formatted(path.getFileName(), MAX_FILE_BYTES))
          : State.ok(AddressFile.read(new String(bytes, UTF_8)));
    } catch (AddressFile.Malformed e) {
      return State.failed(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return State.failed("file %s cannot be read: %s".formatted(path.getFileName(), e));
    }
  }
}
