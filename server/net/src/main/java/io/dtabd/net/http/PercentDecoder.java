package io.dtabd.net.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Undoes percent-encoding, strictly: what is not UTF-8 afterwards is an error, not a guess. */
enum PercentDecoder {
  /** In a path a plus sign is a plus sign. */
  PATH,
  /** In a query a plus sign is a space, as forms have it. */
  QUERY;

  /**
   * @param what how an error text calls the text
   * @throws HttpProblem 400 saying where {@code text} is wrong
   */
  String decode(String text, String what) {
    if (isPlain(text)) {
      return text;
    }
    byte[] bytes = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        if (i + 2 >= text.length()
            || !HexFormat.isHexDigit(text.charAt(i + 1))
            || !HexFormat.isHexDigit(text.charAt(i + 2))) {
          throw HttpProblem.badRequest(
              "Invalid percent-encoding in the %s at offset %d: '%%' must be followed by two hexadecimal digits"
                  .formatted(what, i));
        }
        bytes[length++] = (byte) HexFormat.fromHexDigits(text, i + 1, i + 3);
        i += 2;
      } else if (c == '+' && this == QUERY) {
        bytes[length++] = ' ';
      } else {
        // The wire is read as ISO 8859-1, so that a char is a byte: raw UTF-8 passes as well.
        bytes[length++] = (byte) c;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw HttpProblem.badRequest("The %s is not UTF-8 once percent-decoded".formatted(what));
    }
  }

  private boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' || c > 0x7f || (c == '+' && this == QUERY)) {
        return false;
      }
    }
    return true;
  }
}
