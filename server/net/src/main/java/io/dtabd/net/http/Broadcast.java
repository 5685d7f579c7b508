package io.dtabd.net.http;

import io.dtabd.serving.Audience;
import io.dtabd.serving.Feed;
import io.dtabd.serving.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.Iterator;

/**
 * The streams of one event loop that follow one feed. A change costs the loop one task, one framed
 * buffer that all sockets share, and a write for each stream. Only the loop touches it.
 */
final class Broadcast implements Audience.Server<StreamConnection> {

  /** Some milliseconds of writing, so that other connections of the loop wait no longer. */
  private static final int SLICE = 256;

  /** Who shares a broadcast. */
  record Key(Feed feed, Chunks chunks, String route) {}

  private final Key key;
  private final ByteBufAllocator allocator;
  private final HttpMetrics metrics;
  private final Audience<StreamConnection> audience;

  Broadcast(
      Key key,
      EventLoop loop,
      ByteBufAllocator allocator,
      HttpMetrics metrics,
      Runnable whenEmpty) {
    this.key = key;
    this.allocator = allocator;
    this.metrics = metrics;
    this.audience = new Audience<>(key.feed(), loop, SLICE, this, whenEmpty);
  }

  Chunks chunks() {
    return key.chunks();
  }

  String route() {
    return key.route();
  }

  void join(StreamConnection member) {
    audience.join(member);
  }

  void leave(StreamConnection member) {
    audience.leave(member);
  }

  /** Offers the newest state to one member, who can take it now. */
  void serve(StreamConnection member) {
    switch (key.feed().now()) {
      case Feed.State.Waiting() -> {}
      case Feed.State.Failed(var _) -> member.end(HttpMetrics.StreamEnd.FEED_FAILED);
      case Feed.State.Newest(var message) -> {
        if (!member.has(message)) {
          ByteBuf framed = key.chunks().frame(allocator, message.bytes());
          try {
            member.offer(message, framed);
          } finally {
            framed.release();
          }
          metrics.streamed(key.route(), 1, message.length());
        }
      }
    }
  }

  @Override
  public void serve(Message message, Iterator<StreamConnection> members) {
    int taken = 0;
    ByteBuf framed = key.chunks().frame(allocator, message.bytes());
    try {
      while (members.hasNext()) {
        if (members.next().offer(message, framed)) {
          taken++;
        }
      }
    } finally {
      framed.release();
    }
    metrics.streamed(key.route(), taken, (long) taken * message.length());
  }

  @Override
  public void end(String reason, Iterator<StreamConnection> members) {
    members.forEachRemaining(member -> member.end(HttpMetrics.StreamEnd.FEED_FAILED));
  }
}
