package io.dtabd.dtab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

/**
 * One element of a {@link Path}: a byte string that is never empty, compared as bytes.
 *
 * @param latin1 the bytes, one {@code char} each (0 to 255). The JDK stores such a string as one
 *     byte per char, caches its hash and compares it natively, which is all that a table lookup
 *     needs.
 */
public record Label(String latin1) implements Prefix.Elem, Comparable<Label> {

  /**
   * @throws IllegalArgumentException if {@code latin1} is empty or has a char above 255
   */
  public Label {
    if (latin1.isEmpty()) {
      throw new IllegalArgumentException("a label has at least one byte");
    }
    for (int i = 0; i < latin1.length(); i++) {
      if (latin1.charAt(i) > 0xff) {
        throw new IllegalArgumentException(
            "a label is given as one char a byte; char " + i + " is above 255");
      }
    }
  }

  /** The label that is {@code text} in UTF-8. */
  public static Label of(String text) {
    return new Label(new String(text.getBytes(UTF_8), ISO_8859_1));
  }

  public static Label of(byte[] bytes) {
    return new Label(new String(bytes, ISO_8859_1));
  }

  public byte[] toBytes() {
    return latin1.getBytes(ISO_8859_1);
  }

  /** These bytes read as UTF-8, with the replacement character where they are not. */
  public String text() {
    return new String(toBytes(), UTF_8);
  }

  /** Whether {@code c} may stand in a label without being escaped. */
  static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == ':'
        || c == '.'
        || c == '#'
        || c == '$'
        || c == '%'
        || c == '-';
  }

  /** As text if every byte is a label character, otherwise every byte as {@code \xhh}. */
  @Override
  public String show() {
    for (int i = 0; i < latin1.length(); i++) {
      if (!isPlain(latin1.charAt(i))) {
        return escaped();
      }
    }
    return latin1;
  }

  private String escaped() {
    var hex = HexFormat.of();
    var out = new StringBuilder(latin1.length() * 4);
    for (int i = 0; i < latin1.length(); i++) {
      out.append("\\x");
      hex.toHexDigits(out, (byte) latin1.charAt(i));
    }
    return out.toString();
  }

  /**
   * By the bytes, from left to right and without sign. It also lets a {@link java.util.HashMap} of
   * labels find its way in a table whose labels were chosen to have one hash.
   */
  @Override
  public int compareTo(Label that) {
    return latin1.compareTo(that.latin1);
  }

  @Override
  public String toString() {
    return show();
  }
}
