package io.dtabd.net.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Parts of requests that came before their turn, in order. When there are too many, the connection
 * is not read any more until all of them were taken. What one read had brought is kept all the
 * same, so the bound is in truth that much more.
 */
final class ReadAhead {

  /** Of bodies; requests without one are bounded by their number. */
  private static final int MAX_BYTES = 64 * 1024;

  private final ArrayDeque<HttpObject> parts = new ArrayDeque<>();
  private final int bound;
  private int bytes;

  /**
   * @param maxRequests pipelined behind the one that is being answered
   */
  ReadAhead(int maxRequests) {
    // A request is at least two parts.
    this.bound = 2 * maxRequests;
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Takes over {@code part}. */
  void add(HttpObject part, Channel channel) {
    parts.add(part);
    bytes += length(part);
    if (parts.size() >= bound || bytes >= MAX_BYTES) {
      channel.config().setAutoRead(false);
    }
  }

  /** Gives the next part to the caller, or null if there is none. */
  @Nullable HttpObject take(Channel channel) {
    HttpObject part = parts.poll();
    bytes -= part == null ? 0 : length(part);
    if (parts.isEmpty()) {
      channel.config().setAutoRead(true);
    }
    return part;
  }

  /** Forgets all. */
  void drop() {
    parts.forEach(ReferenceCountUtil::release);
    parts.clear();
    bytes = 0;
  }

  private static int length(HttpObject part) {
    return part instanceof HttpContent content ? content.content().readableBytes() : 0;
  }
}
