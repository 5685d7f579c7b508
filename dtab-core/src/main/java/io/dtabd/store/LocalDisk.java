package io.dtabd.store;

import static java.lang.System.Logger.Level.DEBUG;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A disk with a POSIX file system. */
final class LocalDisk implements Disk {

  /** An extended attribute: {@code getfattr -n user.dtabd.author FILE}. */
  private static final String AUTHOR = "dtabd.author";

  private static final System.Logger log = System.getLogger(FileDtabStore.class.getName());

  @Override
  public List<String> list(Path folder) throws IOException {
    var names = new ArrayList<String>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        names.add(entry.getFileName().toString());
      }
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  @Override
  public boolean isFolder(Path path) {
    return Files.isDirectory(path);
  }

  @Override
  public Stamp stamp(Path file) throws IOException {
    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new Stamp(
        Objects.requireNonNullElse(attributes.fileKey(), file),
        attributes.size(),
        attributes.lastModifiedTime().toInstant());
  }

  @Override
  public byte[] read(Path file, int limit) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(limit);
    }
  }

  /** Its mode makes an editor warn before it changes a version that is in force. */
  @Override
  public void write(Path file, byte[] content, Optional<String> author, Instant modified)
      throws IOException {
    var readOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r--r--r--"));
    try (var channel = FileChannel.open(file, Set.of(CREATE_NEW, WRITE), readOnly)) {
      var rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      if (author.isPresent()) {
        setAuthor(file, author.get());
      }
      Files.setLastModifiedTime(file, FileTime.from(modified));
      channel.force(true);
    }
  }

  @Override
  public Optional<String> author(Path file) {
    try {
      var attributes = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
      if (attributes == null || !attributes.list().contains(AUTHOR)) {
        return Optional.empty();
      }
      var name = ByteBuffer.allocate(attributes.size(AUTHOR));
      attributes.read(AUTHOR, name);
      return Optional.of(UTF_8.decode(name.flip()).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Not every file system keeps attributes. A version counts as much without its author. */
  private static void setAuthor(Path file, String author) {
    try {
      var attributes = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
      if (attributes != null) {
        attributes.write(AUTHOR, UTF_8.encode(author));
      }
    } catch (IOException e) {
      log.log(DEBUG, "{0} will not say who wrote it: {1}", file, DiskFailure.reason(e));
    }
  }

  @Override
  public void link(Path file, Path name) throws IOException {
    Files.createLink(name, file);
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
  }

  @Override
  public void sync(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, READ)) {
      channel.force(true);
    }
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }
}
