package io.dtabd.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/** Reads a body as text, or says where it is none. */
final class StrictUtf8 {

  private StrictUtf8() {}

  /**
   * @throws IllegalArgumentException if the bytes are not UTF-8; the message names the first one at
   *     fault
   */
  static String decode(ByteBuffer body) {
    ByteBuffer in = body.slice();
    var out = CharBuffer.allocate(in.remaining());
    CoderResult result =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(in, out, true);
    if (result.isError()) {
      throw new IllegalArgumentException(
          "the body is not UTF-8: the byte 0x%02x at offset %d does not belong there"
              .formatted(in.get(in.position()) & 0xff, in.position()));
    }
    return out.flip().toString();
  }
}
