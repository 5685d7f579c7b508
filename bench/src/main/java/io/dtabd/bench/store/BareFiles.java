package io.dtabd.bench.store;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a disk takes without a store. Each client has a folder of its own, as a namespace has. */
final class BareFiles {

  private BareFiles() {}

  /**
   * The bytes are added to a file that is open already, and flushed: the least that can be done so
   * that they are still there after a crash.
   */
  static Writers.Write append(Path folder, byte[] content) throws IOException {
    FileChannel file = FileChannel.open(folder.resolve("log"), CREATE_NEW, WRITE);
    var bytes = ByteBuffer.wrap(content);
    return () -> {
      file.write(bytes.rewind());
      file.force(false);
    };
  }

  /** A new file each time, flushed, and its folder flushed: what a store of files has to do. */
  static Writers.Write newFile(Path folder, byte[] content) {
    var bytes = ByteBuffer.wrap(content);
    var count = new long[1];
    return () -> {
      Path name = folder.resolve(Long.toString(count[0]++));
      try (var file = FileChannel.open(name, CREATE_NEW, WRITE)) {
        file.write(bytes.rewind());
        file.force(true);
      }
      try (var listing = FileChannel.open(folder, READ)) {
        listing.force(true);
      }
    };
  }

  static Path newFolder(Path in) throws IOException {
    return Files.createTempDirectory(in, "bare");
  }
}
