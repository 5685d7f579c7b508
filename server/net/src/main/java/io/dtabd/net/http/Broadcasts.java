package io.dtabd.net.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Map;

/** The broadcasts of one event loop, which alone touches them. */
final class Broadcasts {

  private final EventLoop loop;
  private final ByteBufAllocator allocator;
  private final HttpMetrics metrics;
  private final Map<Broadcast.Key, Broadcast> broadcasts = new HashMap<>();

  Broadcasts(EventLoop loop, ByteBufAllocator allocator, HttpMetrics metrics) {
    this.loop = loop;
    this.allocator = allocator;
    this.metrics = metrics;
  }

  /** The one to join. It is forgotten when its last member leaves. */
  Broadcast of(Broadcast.Key key) {
    return broadcasts.computeIfAbsent(
        key, _ -> new Broadcast(key, loop, allocator, metrics, () -> broadcasts.remove(key)));
  }
}
