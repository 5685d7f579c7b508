package io.dtabd.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The comment that a version's file begins with, so that a file that lost its end is told from one
 * that says less:
 *
 * <pre>
 * # dtabd v1 7 123 1a2b3c4d
 * </pre>
 *
 * <p>It says the number of the file, and the length in bytes and the CRC-32C of what follows the
 * line. It is no part of the dtab. To dtabd before this line, and to people, it is a comment.
 */
final class FirstLine {

  private static final String START = "# dtabd v1 ";

  private static final Pattern LINE =
      Pattern.compile(START + "([1-9][0-9]{0,15}) (0|[1-9][0-9]{0,9}) ([0-9a-f]{8})");

  /** More than the longest line has. */
  static final int MAX_BYTES = 64;

  /** How a file stands to what its first line says of it. */
  enum Integrity {
    /** There is no such line, or it is that of another file. */
    UNKNOWN,
    WHOLE,
    /** Something is missing at the end. */
    CUT,
    /** What follows is as long as the line says, or longer, and something else. */
    CHANGED
  }

  /**
   * What was found at the beginning of a file.
   *
   * @param length of the line and its end in bytes, whichever file's it is; 0 if there is none
   */
  record Found(Integrity integrity, int length) {}

  private FirstLine() {}

  /**
   * The file of version {@code number} that says {@code text}. Without the line if it would be
   * larger than a file may be.
   */
  static byte[] prepend(long number, byte[] text) {
    byte[] line =
        "%s%d %d %08x\n".formatted(START, number, text.length, sum(text, 0)).getBytes(ISO_8859_1);
    if (line.length + text.length > StoreLimits.MAX_DTAB_BYTES) {
      return text;
    }
    byte[] file = Arrays.copyOf(line, line.length + text.length);
    System.arraycopy(text, 0, file, line.length, text.length);
    return file;
  }

  /** Whether a file that begins with {@code bytes} begins with the line, of whichever version. */
  static boolean isIn(byte[] bytes) {
    return LINE.matcher(firstLine(bytes)).matches();
  }

  /**
   * @param number of the file that has {@code bytes}
   */
  static Found find(long number, byte[] bytes) {
    String first = firstLine(bytes);
    Matcher line = LINE.matcher(first);
    if (!line.matches()) {
      boolean cut = first.length() == bytes.length && first.startsWith(START + number + " ");
      return new Found(cut ? Integrity.CUT : Integrity.UNKNOWN, 0);
    }
    int start = Math.min(first.length() + 1, bytes.length);
    if (Long.parseLong(line.group(1)) != number) {
      return new Found(Integrity.UNKNOWN, start);
    }
    int rest = bytes.length - start;
    long length = Long.parseLong(line.group(2));
    int sum = Integer.parseUnsignedInt(line.group(3), 16);
    boolean same = rest == length && sum(bytes, start) == sum;
    return new Found(
        rest < length ? Integrity.CUT : same ? Integrity.WHOLE : Integrity.CHANGED, start);
  }

  /**
   * Whether {@code bytes} could be all that is left of a file that had the line: nothing, or its
   * first characters.
   */
  static boolean mayBeLeftOf(long number, byte[] bytes) {
    return bytes.length < MAX_BYTES && (START + number).startsWith(new String(bytes, ISO_8859_1));
  }

  private static String firstLine(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && end < MAX_BYTES && bytes[end] != '\n') {
      end++;
    }
    return new String(bytes, 0, end, ISO_8859_1);
  }

  private static int sum(byte[] bytes, int start) {
    var crc = new CRC32C();
    crc.update(bytes, start, bytes.length - start);
    return (int) crc.getValue();
  }
}
