package io.dtabd.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.DtabSyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;

/** What a version's file says. */
sealed interface Content {

  record Table(Dtab dtab) implements Content {}

  /** The namespace was deleted, or never was. */
  record Deleted() implements Content {}

  /**
   * @param reason names the file and the place in it
   */
  record Broken(String reason) implements Content {}

  /**
   * It lost its end, so what it says is not what was written. What was in force before stays.
   *
   * @param reason names the file and says what to do
   */
  record Cut(String reason) implements Content {}

  Deleted DELETED = new Deleted();

  static Cut cut(Path file) {
    return new Cut(
        file
            + " is cut: it is shorter than it was written. Restore it from a backup, or write the"
            + " dtab again. Edited by hand? Remove the first line");
  }

  /** How much of a file needs to be read to know that it is too long. */
  int READ_LIMIT = StoreLimits.MAX_DTAB_BYTES + 1;

  /** No dtab begins like this, and a person who finds it understands it. */
  String TOMBSTONE = "!deleted";

  /** What to write to say {@code content}, which is whole. */
  static byte[] encode(Content content) {
    return switch (content) {
      case Table(var dtab) -> dtab.text().getBytes(UTF_8);
      case Deleted() -> (TOMBSTONE + "\n").getBytes(UTF_8);
      case Broken(var reason) -> throw new IllegalArgumentException(reason);
      case Cut(var reason) -> throw new IllegalArgumentException(reason);
    };
  }

  /**
   * @param start where in {@code bytes} it begins
   * @param file where the bytes are from, for the reason
   */
  static Content decode(byte[] bytes, int start, Path file) {
    if (bytes.length > StoreLimits.MAX_DTAB_BYTES) {
      return new Broken(
          "%s is larger than the %,d bytes that a dtab may have"
              .formatted(file, StoreLimits.MAX_DTAB_BYTES));
    }
    var in = ByteBuffer.wrap(bytes, start, bytes.length - start);
    try {
      String text = UTF_8.newDecoder().decode(in).toString();
      boolean deleted = text.startsWith("!") && text.strip().equals(TOMBSTONE);
      return deleted ? DELETED : new Table(Dtab.read(text));
    } catch (CharacterCodingException e) {
      return new Broken(file + " is not UTF-8 text: the byte at " + in.position() + " is wrong");
    } catch (DtabSyntaxException e) {
      return new Broken(file + " is not a dtab: " + e.getMessage());
    }
  }
}
