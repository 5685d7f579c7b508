package io.dtabd.grpc;

import io.dtabd.serving.Audience;
import io.dtabd.serving.Feed;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one event loop, by the feeds that they follow. Only the loop touches them, but for
 * {@link #stop}.
 */
final class Audiences {

  /**
   * Streams that are served before the loop does something else: some milliseconds of work. gRPC
   * writes to the sockets in between, and the more messages each of them gets then, the better.
   */
  private static final int SLICE = 1_024;

  /** Looks in a stall timeout: what it takes too long by is at most a quarter of it. */
  private static final int LOOKS = 4;

  private final EventLoop loop;
  private final Duration stallTimeout;
  private final LongSupplier nanoClock;
  private final Map<Feed, Audience<FeedStream>> audiences = new HashMap<>();
  private @Nullable Future<?> looking;

  /**
   * @param stallTimeout how long a client may take to accept one message
   */
  Audiences(EventLoop loop, Duration stallTimeout, LongSupplier nanoClock) {
    this.loop = loop;
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
    return audiences.computeIfAbsent(
        feed,
        _ -> new Audience<>(feed, loop, SLICE, FeedStream.Server.INSTANCE, () -> forget(feed)));
  }

  private void forget(Feed feed) {
    audiences.remove(feed);
    if (audiences.isEmpty() && looking != null) {
      looking.cancel(false);
      looking = null;
    }
  }

  private void endStalled() {
    long deadline = nanos() - stallTimeout.toNanos();
    forEach(stream -> stream.endIfStalledSince(deadline));
  }

  /** In any thread: ends all streams. */
  void stop() {
    loop.execute(() -> forEach(stream -> stream.end(GrpcErrors.stopping())));
  }

  /** The action may end the stream, and so empty an audience. */
  private void forEach(Consumer<FeedStream> action) {
    List.copyOf(audiences.values()).forEach(audience -> audience.forEach(action));
  }
}
