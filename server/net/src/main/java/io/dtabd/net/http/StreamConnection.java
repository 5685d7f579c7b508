package io.dtabd.net.http;

import io.dtabd.net.Connection;
import io.dtabd.net.Pieces;
import io.dtabd.net.Unacknowledged;
import io.dtabd.serving.Audience;
import io.dtabd.serving.Delivery;
import io.dtabd.serving.Feed;
import io.dtabd.serving.Message;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose answer is a stream. It is all that is left of the pipeline, since there may be
 * a hundred thousand of them.
 *
 * <p>Inside: with both water marks at one byte, the channel is writable exactly when the socket has
 * taken everything. So nothing ever queues, there is no promise for each write, and the moment of
 * becoming writable again is the moment to report the message as sent and to ask for the newest
 * message.
 */
final class StreamConnection extends Connection implements Audience.Member, Delivery.Inquiry {

  private static final WriteBufferWaterMark ONE_AT_A_TIME = new WriteBufferWaterMark(1, 1);

  /** A client has nothing to say on a connection that streams, save perhaps its next request. */
  private static final int MAX_IGNORED_BYTES = 64 * 1024;

  private static final OptionalInt NOTHING = OptionalInt.of(0);

  private final HttpProtocol http;
  private final Audience<StreamConnection> audience;
  private final Delivery delivery;
  private final Chunks chunks;
  private final String route;
  private @Nullable ChannelHandlerContext ctx;
  private @Nullable Message sent;
  private HttpMetrics.@Nullable StreamEnd end;
  private int ignoredBytes;

  /** Among the members of its audience, negative if it is none. */
  private int place = -1;

  /** The socket has not taken all of {@code sent} yet. */
  private boolean blocked;

  /** What of a long message is not handed to the channel yet. */
  private @Nullable Pieces pieces;

  /** What is kept until the client has taken it. */
  private @Nullable Message held;

  StreamConnection(
      HttpProtocol http,
      Audience<StreamConnection> audience,
      Delivery delivery,
      Chunks chunks,
      String route) {
    this.http = http;
    this.audience = audience;
    this.delivery = delivery;
    this.chunks = chunks;
    this.route = route;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
    ctx.channel().config().setWriteBufferWaterMark(ONE_AT_A_TIME);
  }

  /** Sends the head and, if there is one, the first message. */
  void open(ByteBuf head) {
    http.metrics().streamOpened(route);
    audience.join(this);
    ChannelHandlerContext context = context();
    var _ = context.write(head, context.voidPromise());
    serve();
    context.flush();
    if (!context.channel().isWritable()) {
      block();
    }
    delivery.askedOf(this);
  }

  /** The client says nothing, but its kernel does. */
  @Override
  public void start() {
    context().executor().execute(this::reportDelivery);
  }

  private void reportDelivery() {
    Channel channel = context().channel();
    if (sent != null && !blocked && Unacknowledged.bytes(channel).equals(NOTHING)) {
      delivery.delivered(sent);
    }
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void setPlace(int place) {
    this.place = place;
  }

  String route() {
    return route;
  }

  /** The client can take the newest state. */
  private void serve() {
    switch (audience.feed().now()) {
      case Feed.State.Waiting() -> {}
      case Feed.State.Failed(var _) -> end(HttpMetrics.StreamEnd.FEED_FAILED);
      case Feed.State.Newest(var message) -> {
        try (var framed = new Framed(message)) {
          if (offer(framed)) {
            http.metrics().streamed(route, 1, message.length());
          }
        }
      }
    }
  }

  /**
   * Sends a message if the socket has taken all before it; otherwise the newest follows when it
   * has.
   *
   * @return whether it was sent
   */
  boolean offer(Framed framed) {
    Message message = framed.message();
    if (blocked || end != null || message == sent) {
      return false;
    }
    ChannelHandlerContext context = context();
    sent = message;
    write(message, framed, context);
    if (context.channel().isWritable()) {
      delivery.written(message);
    } else {
      block();
    }
    return true;
  }

  /** All share one buffer of a short message; of a long one, that could be kept by any of them. */
  private void write(Message message, Framed framed, ChannelHandlerContext context) {
    if (message.length() <= Pieces.PIECE_BYTES) {
      pieces = null;
      var _ = context.writeAndFlush(framed.as(chunks, context.alloc()), context.voidPromise());
    } else {
      Pieces.allow(context);
      pieces = new Pieces(message.bytes());
      var _ = context.write(chunks.before(context.alloc(), message.length()));
      var _ = context.write(pieces);
      var _ = context.writeAndFlush(chunks.after());
    }
  }

  private void block() {
    blocked = true;
    if (held == null && sent != null) {
      held = sent;
      held.hold(memory(), http.nanos());
    }
  }

  private void letGo() {
    if (held != null) {
      held.letGo(memory(), http.nanos());
      held = null;
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (blocked && ctx.channel().isWritable()) {
      blocked = false;
      letGo();
      if (sent != null) {
        delivery.written(sent);
      }
      if (end == null) {
        serve();
      }
    }
  }

  /** Ends the stream as the client expects it, behind what was sent. */
  void end(HttpMetrics.StreamEnd reason) {
    if (end == null) {
      end = reason;
      audience.leave(this);
      ChannelHandlerContext context = context();
      var _ = context.writeAndFlush(chunks.last()).addListener(ChannelFutureListener.CLOSE);
      blocked = true;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof ByteBuf bytes) {
      ignoredBytes += bytes.readableBytes();
    }
    ReferenceCountUtil.release(msg);
    if (ignoredBytes > MAX_IGNORED_BYTES) {
      http.refusals()
          .add(
              HttpMetrics.Refusal.MALFORMED,
              ctx.channel().remoteAddress(),
              "more than " + MAX_IGNORED_BYTES + " bytes after the request of a stream");
      var _ = ctx.close();
    }
  }

  /** Closes a connection whose client took nothing of what waits for it, for too long. */
  @Override
  protected void tick(long nanos) {
    if (!blocked) {
      nothingWaits(nanos);
    } else if (isStalled(context().channel(), nanos, http.timeouts().stall())) {
      end = end == null ? HttpMetrics.StreamEnd.NO_PROGRESS : end;
      http.refusals()
          .add(HttpMetrics.Refusal.RESPONSE_TOO_SLOW, context().channel().remoteAddress(), null);
      abort();
    }
  }

  @Override
  protected void drain() {
    end(HttpMetrics.StreamEnd.SERVER_STOPPED);
  }

  @Override
  protected void abort() {
    var _ = context().close();
  }

  @Override
  protected long notYetInChannel() {
    return pieces == null ? 0 : pieces.remaining();
  }

  @Override
  public void cut() {
    http.refusals()
        .add(HttpMetrics.Refusal.CUT_FOR_MEMORY, context().channel().remoteAddress(), null);
    context().executor().execute(this::abort);
  }

  @Override
  protected void ended() {
    letGo();
    audience.leave(this);
    http.metrics().streamEnded(route, end == null ? HttpMetrics.StreamEnd.CLIENT_LEFT : end);
    delivery.close();
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(ctx);
  }
}
