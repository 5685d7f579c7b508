package io.dtabd.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.DtabSyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** The text of a dtab as stores keep it: UTF-8, within {@link StoreLimits}. */
public final class DtabText {

  private DtabText() {}

  /**
   * The bytes to write, known to be read back as an equal dtab: one that was built, not read, may
   * hold what the language cannot say.
   *
   * @throws StoreException.Invalid if they would not be, or are too many
   */
  public static byte[] encode(Namespace namespace, Dtab dtab) throws StoreException.Invalid {
    byte[] bytes = dtab.text().getBytes(UTF_8);
    if (bytes.length > StoreLimits.MAX_DTAB_BYTES) {
      throw new StoreException.Invalid(
          "the dtab for namespace '%s' is %,d bytes of text; at most %,d are stored"
              .formatted(namespace, bytes.length, StoreLimits.MAX_DTAB_BYTES));
    }
    try {
      if (!Dtab.read(new String(bytes, UTF_8)).equals(dtab)) {
        throw new StoreException.Invalid(
            "the dtab for namespace '" + namespace + "' would read back differently from its text");
      }
    } catch (DtabSyntaxException e) {
      throw new StoreException.Invalid(
          "the dtab for namespace '" + namespace + "' has no text: " + e.getMessage(), e);
    }
    return bytes;
  }

  /**
   * What is in a store, which another tool may have written.
   *
   * @param where it is from, for the message
   * @throws StoreException.Invalid if it is not a dtab; says where and why
   */
  public static Dtab decode(byte[] bytes, String where) throws StoreException.Invalid {
    if (bytes.length > StoreLimits.MAX_DTAB_BYTES) {
      throw new StoreException.Invalid(
          "%s is larger than the %,d bytes that a dtab may have"
              .formatted(where, StoreLimits.MAX_DTAB_BYTES));
    }
    var in = ByteBuffer.wrap(bytes);
    try {
      return Dtab.read(UTF_8.newDecoder().decode(in).toString());
    } catch (CharacterCodingException e) {
      throw new StoreException.Invalid(
          where + " is not UTF-8 text: the byte at " + in.position() + " is wrong", e);
    } catch (DtabSyntaxException e) {
      throw new StoreException.Invalid(where + " is not a dtab: " + e.getMessage(), e);
    }
  }
}
