package io.dtabd.net.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request whose lines end in a bare line feed, as old health checks write it.
 *
 * <p>A proxy in front may see other lines in it, and so another request behind it. So all of its
 * lines end in that way, nothing in it announces a body, and nothing that follows it on its
 * connection is read: there is no second request for the two to disagree on.
 *
 * <p>Inside: the head is waited for until it is whole, and then given the line ends of the standard
 * for the strict decoder.
 */
final class BareHead {

  private static final Set<String> METHODS_WITH_BODY = Set.of("POST", "PUT", "PATCH");

  private final int maxBytes;

  /** Bytes of the head that were looked at. */
  private int looked;

  /**
   * @param maxBytes of the request line and all headers
   */
  BareHead(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Takes a head out of what has come.
   *
   * @param in from the first byte of the head on
   * @return the head with the line ends of the standard, to be released by the caller; null if it
   *     is not whole yet
   */
  @Nullable ByteBuf read(ByteBuf in, ByteBufAllocator allocator) throws MalformedHeadException {
    int start = in.readerIndex();
    for (int i = start + looked; i < in.writerIndex(); i++) {
      byte b = in.getByte(i);
      if (b == '\r') {
        throw new MalformedHeadException(
            "its first line ends in a bare line feed, and there is a carriage return behind it");
      }
      if (b == '\n' && in.getByte(i - 1) == '\n') {
        return strict(in.readSlice(i + 1 - start), allocator);
      }
    }
    looked = in.readableBytes();
    if (looked > maxBytes) {
      throw new TooLongHttpHeaderException("more than %d bytes without an end".formatted(maxBytes));
    }
    return null;
  }

  private static ByteBuf strict(ByteBuf head, ByteBufAllocator allocator) {
    ByteBuf strict = allocator.heapBuffer(2 * head.readableBytes());
    while (head.isReadable()) {
      byte b = head.readByte();
      if (b == '\n') {
        strict.writeByte('\r');
      }
      strict.writeByte(b);
    }
    return strict;
  }

  /** Makes a request the last of its connection, and invalid if it has a body. */
  static void finish(HttpMessage head) {
    HttpUtil.setKeepAlive(head, false);
    if (head.decoderResult().isSuccess() && mayHaveBody(head)) {
      head.setDecoderResult(
          DecoderResult.failure(
              new MalformedHeadException(
                  "its lines end in a bare line feed, which is taken of requests without a body only; end them in CR LF")));
    }
  }

  private static boolean mayHaveBody(HttpMessage head) {
    return !(head instanceof HttpRequest request)
        || METHODS_WITH_BODY.contains(request.method().name())
        || head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
        || head.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
        || head.headers().contains(HttpHeaderNames.EXPECT);
  }
}
