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

  Deleted DELETED = new Deleted();

  /** How much of a file needs to be read to know that it is too long. */
  int READ_LIMIT = StoreLimits.MAX_DTAB_BYTES + 1;

  /** No dtab begins like this, and a person who finds it understands it. */
  String TOMBSTONE = "!deleted";

  static byte[] tombstone() {
    return (TOMBSTONE + "\n").getBytes(UTF_8);
  }

  /**
   * @param file where the bytes are from, for the reason
   */
  static Content decode(byte[] bytes, Path file) {
    if (bytes.length > StoreLimits.MAX_DTAB_BYTES) {
      return new Broken(
          "%s is larger than the %,d bytes that a dtab may have"
              .formatted(file, StoreLimits.MAX_DTAB_BYTES));
    }
    var in = ByteBuffer.wrap(bytes);
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
