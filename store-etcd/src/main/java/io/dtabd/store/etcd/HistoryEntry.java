package io.dtabd.store.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.dtabd.store.StoreLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A value under a history key: a line that says what was done, when, and by whom if that is known,
 * and then the text.
 *
 * <pre>
 * put 2026-11-24T10:15:30.123Z alice
 * /svc => /#/io.l5d.fs ;
 * </pre>
 *
 * <p>The line of a text that is long says {@code put-gzip}, and the text is.
 *
 * @param text empty if this was a delete
 */
record HistoryEntry(Instant time, Optional<String> author, Optional<byte[]> text) {

  /**
   * As the same text goes into the same request once more, what may be in one would halve. Below
   * this, people can read what they find.
   */
  private static final int MAX_PLAIN_BYTES = 64 * 1024;

  private static final String PUT = "put ";
  private static final String PUT_GZIP = "put-gzip ";
  private static final String DELETE = "delete ";

  ByteString encode() {
    if (text.isEmpty()) {
      return line(DELETE);
    }
    byte[] bytes = text.get();
    return bytes.length <= MAX_PLAIN_BYTES
        ? line(PUT).concat(ByteString.copyFrom(bytes))
        : line(PUT_GZIP).concat(gzip(bytes));
  }

  private ByteString line(String done) {
    return ByteString.copyFrom(done + time + author.map(it -> " " + it).orElse("") + "\n", UTF_8);
  }

  /** Empty for what this program did not write. */
  static Optional<HistoryEntry> decode(ByteString value) {
    int end = 0;
    while (end < value.size() && value.byteAt(end) != '\n') {
      end++;
    }
    if (end == value.size()) {
      return Optional.empty();
    }
    String line = value.substring(0, end).toStringUtf8();
    ByteString rest = value.substring(end + 1);
    String[] words = line.split(" ", 3);
    if (words.length < 2) {
      return Optional.empty();
    }
    Optional<String> author = words.length == 3 ? Optional.of(words[2]) : Optional.empty();
    try {
      Instant time = Instant.parse(words[1]);
      if (line.startsWith(PUT)) {
        return Optional.of(new HistoryEntry(time, author, Optional.of(rest.toByteArray())));
      } else if (line.startsWith(PUT_GZIP)) {
        return Optional.of(new HistoryEntry(time, author, Optional.of(gunzip(rest))));
      } else if (line.startsWith(DELETE)) {
        return Optional.of(new HistoryEntry(time, author, Optional.empty()));
      }
      return Optional.empty();
    } catch (DateTimeException | IOException e) {
      return Optional.empty();
    }
  }

  private static ByteString gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // to memory
    }
    return ByteString.copyFrom(out.toByteArray());
  }

  private static byte[] gunzip(ByteString bytes) throws IOException {
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return gzip.readNBytes(StoreLimits.MAX_DTAB_BYTES + 1);
    }
  }
}
