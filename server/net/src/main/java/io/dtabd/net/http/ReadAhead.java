package io.dtabd.net.http;

import io.netty.channel.Channel;
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

  private final ArrayDeque<HttpObject> parts = new ArrayDeque<>();
  private final int bound;

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
    if (parts.size() >= bound) {
      channel.config().setAutoRead(false);
    }
  }

  /** Gives the next part to the caller, or null if there is none. */
  @Nullable HttpObject take(Channel channel) {
    HttpObject part = parts.poll();
    if (parts.isEmpty()) {
      channel.config().setAutoRead(true);
    }
    return part;
  }

  /** Forgets all. */
  void drop() {
    parts.forEach(ReferenceCountUtil::release);
    parts.clear();
  }
}
