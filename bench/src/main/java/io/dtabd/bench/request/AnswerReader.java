package io.dtabd.bench.request;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Locale;

/**
 * Finds the ends of HTTP/1.1 answers and little else, since what the client costs is taken from the
 * server: both have the same processors. Knows bodies with a length and chunked ones.
 */
final class AnswerReader {

  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(US_ASCII);
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(US_ASCII);
  private static final String NO_CONTENT = "HTTP/1.1 204";
  private static final String LENGTH = "\r\ncontent-length:";
  private static final String CHUNKED = "\r\ntransfer-encoding: chunked";

  private byte[] lastHead = new byte[0];
  private int lastLength;

  /**
   * How many bytes of {@code in} the answer at its beginning takes; -1 if it is not whole yet.
   *
   * @throws IOException if it is an error
   */
  int length(ByteBuf in) throws IOException {
    if (isLastHead(in)) {
      return in.readableBytes() >= lastLength ? lastLength : -1;
    }
    int head = indexOf(END_OF_HEAD, in, 0);
    if (head < 0) {
      return -1;
    }
    head += END_OF_HEAD.length;
    String text = in.toString(in.readerIndex(), head, US_ASCII);
    if (!text.startsWith("HTTP/1.1 2")) {
      throw new IOException("answered with " + in.toString(US_ASCII).strip());
    }
    if (text.startsWith(NO_CONTENT)) {
      remember(text, head);
      return head;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    int field = lower.indexOf(LENGTH);
    if (field >= 0) {
      int begin = field + LENGTH.length();
      int length =
          head + Integer.parseInt(lower.substring(begin, lower.indexOf('\r', begin)).strip());
      remember(text, length);
      return in.readableBytes() >= length ? length : -1;
    }
    if (!lower.contains(CHUNKED)) {
      throw new IOException("an answer has no length: " + text);
    }
    int last = indexOf(LAST_CHUNK, in, head);
    return last < 0 ? -1 : last + LAST_CHUNK.length;
  }

  /** Answers of the same question mostly have the same head, which need not be read again then. */
  private boolean isLastHead(ByteBuf in) {
    return lastHead.length > 0
        && in.readableBytes() >= lastHead.length
        && ByteBufUtil.equals(
            in, in.readerIndex(), Unpooled.wrappedBuffer(lastHead), 0, lastHead.length);
  }

  private void remember(String head, int length) {
    lastHead = head.getBytes(US_ASCII);
    lastLength = length;
  }

  private static int indexOf(byte[] wanted, ByteBuf in, int from) {
    ByteBuf rest = in.slice(in.readerIndex() + from, in.readableBytes() - from);
    int found = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(wanted), rest);
    return found < 0 ? -1 : from + found;
  }
}
