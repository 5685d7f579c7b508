package io.dtabd.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The few things that the file store does to a disk, each of which may fail. */
interface Disk {

  /**
   * The names of what is in a folder.
   *
   * @throws NoSuchFileException if there is no such folder
   */
  List<String> list(Path folder) throws IOException;

  boolean isFolder(Path path);

  /**
   * @throws NoSuchFileException if there is no such file
   */
  Stamp stamp(Path file) throws IOException;

  /** The content of {@code file}, or its first {@code limit} bytes. */
  byte[] read(Path file, int limit) throws IOException;

  /**
   * Makes a file that was not there, for reading only, and brings its content to the disk.
   *
   * @param author beside the content, if the file system can hold that
   */
  void write(Path file, byte[] content, Optional<String> author, Instant modified)
      throws IOException;

  /** Who wrote {@code file}, if that is beside it. */
  Optional<String> author(Path file);

  /**
   * Gives {@code file} another name in one step, which either happens or does not.
   *
   * @throws FileAlreadyExistsException if something has that name
   */
  void link(Path file, Path name) throws IOException;

  /** Makes a folder and those that it is in, if they are not there. */
  void makeFolder(Path folder) throws IOException;

  /** Brings the names in a folder to the disk. */
  void sync(Path folder) throws IOException;

  /** Takes a file away if it is there. */
  void delete(Path file) throws IOException;
}
