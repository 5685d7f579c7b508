package io.dtabd.admin;

import io.dtabd.live.LiveCell;
import io.dtabd.live.Subscription;
import io.dtabd.serving.Delivery;
import io.dtabd.serving.Feed;
import io.dtabd.serving.Message;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One open page's stream of events. It holds the one message that is to be sent next; a newer one
 * takes its place and says all that it said.
 */
final class EventStream implements Feed, Delivery {

  private final Consumer<EventStream> leave;
  private final LongSupplier nanoClock;
  private final LiveCell<Message> next = LiveCell.pending();
  private volatile long offered;
  private volatile long offeredAt;
  private volatile long delivered;

  /**
   * @param leave called once, when the page is gone
   */
  EventStream(Consumer<EventStream> leave, LongSupplier nanoClock) {
    this.leave = leave;
    this.nanoClock = nanoClock;
  }

  /** Sends {@code message} as soon as the one before it has been taken. */
  void send(Message message) {
    offered = message.sequence();
    offeredAt = nanoClock.getAsLong();
    next.set(io.dtabd.live.State.ok(message));
  }

  /** The number of the last message to be sent. */
  long offered() {
    return offered;
  }

  /** The number of the last message that is in the hands of the operating system; 0 if none is. */
  long delivered() {
    return delivered;
  }

  /** For how long there has been nothing to send. */
  Duration quietFor() {
    return Duration.ofNanos(nanoClock.getAsLong() - offeredAt);
  }

  @Override
  public State now() {
    return next.now() instanceof io.dtabd.live.State.Ok<Message>(var message)
        ? new State.Newest(message)
        : new State.Waiting();
  }

  @Override
  public Subscription observe(Runnable onChange) {
    return next.observe(onChange);
  }

  @Override
  public void written(Message message) {
    delivered = message.sequence();
  }

  @Override
  public void close() {
    leave.accept(this);
  }
}
