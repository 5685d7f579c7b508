package io.dtabd.server.web;

import io.dtabd.live.Subscription;
import io.dtabd.server.watch.Feed;
import io.dtabd.server.watch.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The streams of one event loop that follow one feed. A change costs the loop one task, one framed
 * buffer that all sockets share, and a write for each stream.
 *
 * <p>Inside: only the loop touches it, but for {@code due}. A change sets {@code cursor} to the end
 * of the members; slices move it to the front, each reading the feed anew, with other tasks of the
 * loop between them. Leaving moves the last member, who was served, into the gap; who is offered
 * what it has already, ignores it.
 */
final class Broadcast {

  /** Some milliseconds of writing, so that other connections of the loop wait no longer. */
  private static final int SLICE = 256;

  /** Who shares a broadcast. */
  record Key(Feed feed, Chunks chunks, String route) {}

  private final Key key;
  private final EventLoop loop;
  private final ByteBufAllocator allocator;
  private final HttpMetrics metrics;
  private final Runnable whenEmpty;
  private final ArrayList<StreamConnection> members = new ArrayList<>(1);
  private final AtomicBoolean due = new AtomicBoolean();
  private Subscription subscription = Subscription.NONE;
  private int cursor = -1;
  private boolean sweeping;

  Broadcast(
      Key key,
      EventLoop loop,
      ByteBufAllocator allocator,
      HttpMetrics metrics,
      Runnable whenEmpty) {
    this.key = key;
    this.loop = loop;
    this.allocator = allocator;
    this.metrics = metrics;
    this.whenEmpty = whenEmpty;
  }

  Chunks chunks() {
    return key.chunks();
  }

  String route() {
    return key.route();
  }

  void join(StreamConnection member) {
    member.place = members.size();
    members.add(member);
    if (members.size() == 1) {
      subscription = key.feed().observe(this::changed);
    }
  }

  void leave(StreamConnection member) {
    if (member.place < 0) {
      return;
    }
    StreamConnection last = members.removeLast();
    if (last != member) {
      members.set(member.place, last);
      last.place = member.place;
    }
    member.place = -1;
    if (members.isEmpty()) {
      subscription.close();
      whenEmpty.run();
    }
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

  /** In any thread. */
  private void changed() {
    if (due.compareAndSet(false, true)) {
      loop.execute(this::sweep);
    }
  }

  private void sweep() {
    due.set(false);
    cursor = members.size() - 1;
    if (!sweeping) {
      sweeping = true;
      slice();
    }
  }

  private void slice() {
    cursor = Math.min(cursor, members.size() - 1);
    int stop = Math.max(-1, cursor - SLICE);
    switch (key.feed().now()) {
      case Feed.State.Waiting() -> cursor = -1;
      case Feed.State.Failed(var _) -> {
        for (; cursor > stop; cursor--) {
          members.get(cursor).end(HttpMetrics.StreamEnd.FEED_FAILED);
        }
      }
      case Feed.State.Newest(var message) -> offer(message, stop);
    }
    if (cursor >= 0) {
      loop.execute(this::slice);
    } else {
      sweeping = false;
    }
  }

  private void offer(Message message, int stop) {
    int taken = 0;
    ByteBuf framed = key.chunks().frame(allocator, message.bytes());
    try {
      for (; cursor > stop; cursor--) {
        // An offer can close its connection, and so shorten the list.
        if (cursor < members.size() && members.get(cursor).offer(message, framed)) {
          taken++;
        }
      }
    } finally {
      framed.release();
    }
    metrics.streamed(key.route(), taken, (long) taken * message.length());
  }
}
