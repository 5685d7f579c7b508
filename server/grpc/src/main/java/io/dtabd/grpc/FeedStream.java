package io.dtabd.grpc;

import io.dtabd.serving.Audience;
import io.dtabd.serving.Delivery;
import io.dtabd.serving.Feed;
import io.dtabd.serving.Message;
import io.dtabd.serving.Watcher;
import io.dtabd.serving.memory.MemoryAccount;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open stream: sends the newest state of a feed whenever the client can take more. One message
 * at a time is under way, so who is slow misses the states between and still ends on the last.
 *
 * <p>Inside: only the event loop of its connection touches it. gRPC collects what is written in one
 * task of the loop and hands it to the socket together.
 */
final class FeedStream implements Audience.Member, Delivery.Inquiry {

  private static final Logger log = LoggerFactory.getLogger(FeedStream.class);

  /**
   * With less than one byte on its way the call is ready, so that being ready again means that the
   * operating system has all of what was sent.
   */
  private static final int NOTHING_UNSENT = 1;

  private final ServerCall<?, Payload> call;
  private final Http2Connection connection;
  private final Opened.Watch watch;
  private final Delivery delivery;
  private final LoopStreams streams;
  private final Calls calls;
  private final Audience<FeedStream> audience;

  private int place = -1;
  private boolean underWay;

  /** For memory, with a message that it would have sent. */
  private boolean waits;

  private boolean asked;
  private boolean over;
  private @Nullable Message sent;
  private long sentAt;

  /**
   * @param delivery closed when the stream is over
   * @param calls told when it is
   */
  FeedStream(
      ServerCall<?, Payload> call,
      Http2Connection connection,
      Opened.Watch watch,
      Delivery delivery,
      LoopStreams streams,
      Calls calls) {
    this.call = call;
    this.connection = connection;
    this.watch = watch;
    this.delivery = delivery;
    this.streams = streams;
    this.calls = calls;
    this.audience = streams.of(watch.feed());
  }

  void begin() {
    call.setOnReadyThreshold(NOTHING_UNSENT);
    audience.join(this);
    delivery.askedOf(this);
    serve();
  }

  @Override
  public void start() {
    streams.loop().execute(this::ask);
  }

  /** A message that is written has left flow control, so a ping comes behind it. */
  private void ask() {
    Message written = underWay ? null : sent;
    if (!over && !asked && written != null) {
      asked =
          connection.ask(
              () -> {
                asked = false;
                delivery.acknowledged(written);
              });
    }
  }

  /** The client can take more. */
  void ready() {
    if (!over && call.isReady()) {
      if (underWay && sent != null) {
        taken(sent);
        delivery.written(sent);
      }
      serve();
    }
  }

  /** The client is gone: lets go of everything. */
  void cancel() {
    if (!over) {
      release();
    }
  }

  void end(Status status) {
    if (!over) {
      release();
      call.close(status, new Metadata());
    }
  }

  /**
   * Where a message has been under way since before {@code deadline}: no more of it is kept. An
   * ordinary end would wait behind it.
   */
  void endIfStalledSince(long deadline) {
    if (underWay && !over && sentAt - deadline < 0) {
      calls.stalled(call);
      breakOff();
    }
  }

  /**
   * The same for the streams of one connection.
   *
   * @return whether it has ended
   */
  boolean cutIfStalledSince(long deadline, Http2Connection of) {
    boolean isStalled = connection == of && underWay && !over && sentAt - deadline < 0;
    if (isStalled) {
      breakOff();
    }
    return isStalled;
  }

  private void breakOff() {
    release();
    call.sendMessage(Payload.broken(GrpcErrors.stalled()));
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void setPlace(int place) {
    this.place = place;
  }

  private void serve() {
    switch (watch.feed().now()) {
      case Feed.State.Waiting() -> {}
      case Feed.State.Newest(var message) -> offer(message);
      case Feed.State.Failed(var reason) -> end(watch.failure().apply(reason));
    }
  }

  /** If the one before is still under way, the newest follows when it is not. */
  private void offer(Message message) {
    if (over || underWay || message == sent || !hasRoom(message)) {
      return;
    }
    try {
      if (sent == null) {
        call.sendHeaders(new Metadata());
      }
      sent = message;
      sentAt = streams.nanos();
      underWay = true;
      call.sendMessage(Payload.of(message));
    } catch (RuntimeException e) {
      log.error("A stream to {} failed; it is closed", call.getAttributes(), e);
      end(GrpcErrors.unexpected());
    }
  }

  /** GRPC copies a message, and keeps it until the client's window has room. */
  private boolean hasRoom(Message message) {
    MemoryAccount memory = connection.memory();
    boolean hasRoom = memory.take(message.length()).isEmpty();
    if (!hasRoom && !memory.hasUnread()) {
      memory.add(message.length()); // a client that reads is never kept from the next state
      hasRoom = true;
    }
    if (hasRoom) {
      memory.unread(message.length(), streams.nanos());
      return true;
    }
    if (!waits) {
      waits = true;
      streams.later(
          () -> {
            waits = false;
            if (!over && !underWay) {
              serve();
            }
          });
    }
    return false;
  }

  /** The operating system has all of it. */
  private void taken(Message message) {
    underWay = false;
    connection.memory().read(message.length(), streams.nanos());
    connection.memory().giveBack(message.length());
  }

  private void release() {
    over = true;
    if (underWay && sent != null) {
      underWay = false;
      connection.memory().drop(sent.length());
      connection.memory().giveBack(sent.length());
    }
    connection.memory().giveBack(Watcher.BYTES, watch.answerBytes());
    audience.leave(this);
    delivery.close();
    calls.over();
  }

  /** Serves one stream after another. */
  enum Server implements Audience.Server<FeedStream> {
    INSTANCE;

    @Override
    public void serve(Message message, Iterator<FeedStream> members) {
      members.forEachRemaining(member -> member.offer(message));
    }

    @Override
    public void end(String reason, Iterator<FeedStream> members) {
      members.forEachRemaining(member -> member.end(member.watch.failure().apply(reason)));
    }
  }
}
