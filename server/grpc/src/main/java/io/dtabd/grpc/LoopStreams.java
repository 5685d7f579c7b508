package io.dtabd.grpc;

import io.dtabd.serving.Audience;
import io.dtabd.serving.Audiences;
import io.dtabd.serving.Feed;
import io.dtabd.serving.memory.MemoryBudget;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one event loop, by the feeds that they follow. Only the loop touches them, but for
 * {@link #stop}.
 */
final class LoopStreams {

  /**
   * Streams that are served before the loop does something else: some milliseconds of work. gRPC
   * writes to the sockets in between, and the more messages each of them gets then, the better.
   */
  private static final int SLICE = 1_024;

  /** Looks in a stall timeout: what it takes too long by is at most a quarter of it. */
  private static final int LOOKS = 4;

  /** When a message is tried again for which there was no memory. */
  private static final Duration RETRY = Duration.ofMillis(100);

  private final EventLoop loop;
  private final Duration stallTimeout;
  private final LongSupplier nanoClock;
  private final Audiences<FeedStream> audiences;
  private @Nullable Future<?> looking;

  /**
   * @param stallTimeout how long a client may take to accept one message
   */
  LoopStreams(EventLoop loop, Duration stallTimeout, LongSupplier nanoClock) {
    this.loop = loop;
    this.audiences = new Audiences<>(loop, SLICE, FeedStream.Server.INSTANCE);
    this.stallTimeout = stallTimeout;
    this.nanoClock = nanoClock;
  }

  EventLoop loop() {
    return loop;
  }

  long nanos() {
    return nanoClock.getAsLong();
  }

  /** The one to join. It is forgotten when its last member leaves. */
  Audience<FeedStream> of(Feed feed) {
    if (looking == null) {
      long period = Math.max(1, stallTimeout.toMillis() / LOOKS);
      looking =
          loop.scheduleWithFixedDelay(this::endStalled, period, period, TimeUnit.MILLISECONDS);
    }
    return audiences.of(feed);
  }

  private void endStalled() {
    if (audiences.isEmpty() && looking != null) {
      looking.cancel(false);
      looking = null;
    }
    long deadline = nanos() - stallTimeout.toNanos();
    audiences.forEach(stream -> stream.endIfStalledSince(deadline));
  }

  /**
   * Ends the streams of a connection whose client takes nothing.
   *
   * @return whether there were any
   */
  boolean endStalled(Http2Connection connection) {
    long deadline = nanos() - MemoryBudget.STALLED.toNanos();
    var ended = new boolean[1];
    audiences.forEach(stream -> ended[0] |= stream.cutIfStalledSince(deadline, connection));
    return ended[0];
  }

  /** After a while, in the event loop. */
  void later(Runnable task) {
    var _ = loop.schedule(task, RETRY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** In any thread: ends all streams. */
  void stop() {
    loop.execute(() -> audiences.forEach(stream -> stream.end(GrpcErrors.stopping())));
  }
}
