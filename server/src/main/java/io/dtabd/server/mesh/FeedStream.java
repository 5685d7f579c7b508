package io.dtabd.server.mesh;

import io.dtabd.live.Subscription;
import io.dtabd.server.watch.Delivery;
import io.dtabd.server.watch.Feed;
import io.dtabd.server.watch.Message;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open stream: sends the newest state of a feed whenever the client can take more. One message
 * at a time is under way, so who is slow misses the states between and still ends on the last.
 *
 * <p>Inside: whatever happens, to the feed, the call or the server, raises {@code signals}; whoever
 * raises it from zero runs {@link #pump}, and again until there was no signal during a run. So all
 * the plain fields are used by one thread at a time, and nobody waits for another.
 */
final class FeedStream {

  private static final Logger log = LoggerFactory.getLogger(FeedStream.class);

  /**
   * With less than one byte on its way the call is ready, so that being ready again means that the
   * operating system has all of what was sent.
   */
  private static final int NOTHING_UNSENT = 1;

  private static final AtomicIntegerFieldUpdater<FeedStream> SIGNALS =
      AtomicIntegerFieldUpdater.newUpdater(FeedStream.class, "signals");

  private final ServerCall<?, Payload> call;
  private final Feed feed;
  private final Function<String, Status> failure;
  private final Delivery delivery;
  private final Consumer<FeedStream> whenOver;

  private volatile int signals;
  private volatile boolean cancelled;
  private volatile boolean stopping;

  private Subscription subscription = Subscription.NONE;
  private @Nullable Message sent;
  private boolean underWay;
  private boolean over;

  /**
   * @param delivery closed when the stream is over
   * @param whenOver called once, when it is
   */
  FeedStream(
      ServerCall<?, Payload> call,
      Opened.Watch watch,
      Delivery delivery,
      Consumer<FeedStream> whenOver) {
    this.call = call;
    this.feed = watch.feed();
    this.failure = watch.failure();
    this.delivery = delivery;
    this.whenOver = whenOver;
  }

  void begin() {
    call.setOnReadyThreshold(NOTHING_UNSENT);
    SIGNALS.incrementAndGet(this); // holds the pump until the subscription is there
    subscription = feed.observe(this::signal);
    pumpUntilQuiet();
  }

  /** The call can take more, or the feed has changed. Quick, in any thread. */
  void signal() {
    if (SIGNALS.getAndIncrement(this) == 0) {
      pumpUntilQuiet();
    }
  }

  /** The client is gone: lets go of everything. */
  void cancel() {
    cancelled = true;
    signal();
  }

  /** The server is stopping: tells the client so. */
  void stop() {
    stopping = true;
    signal();
  }

  private void pumpUntilQuiet() {
    int seen;
    do {
      seen = signals;
      try {
        pump();
      } catch (RuntimeException e) {
        log.error("A stream to {} failed; it is closed", call.getAttributes(), e);
        end(GrpcErrors.unexpected());
      }
    } while (SIGNALS.addAndGet(this, -seen) != 0);
  }

  private void pump() {
    if (over) {
      return;
    }
    if (cancelled) {
      release();
    } else if (stopping) {
      end(GrpcErrors.stopping());
    } else if (call.isReady()) { // if not, it signals when it is
      if (underWay && sent != null) {
        underWay = false;
        delivery.written(sent);
      }
      switch (feed.now()) {
        case Feed.State.Waiting _ -> {}
        case Feed.State.Newest(var message) -> send(message);
        case Feed.State.Failed(var reason) -> end(failure.apply(reason));
      }
    }
  }

  private void send(Message message) {
    if (message == sent) {
      return;
    }
    if (sent == null) {
      call.sendHeaders(new Metadata());
    }
    sent = message;
    underWay = true;
    call.sendMessage(Payload.of(message));
  }

  private void end(Status status) {
    if (!over) {
      release();
      call.close(status, new Metadata());
    }
  }

  private void release() {
    over = true;
    subscription.close();
    delivery.close();
    whenOver.accept(this);
  }
}
