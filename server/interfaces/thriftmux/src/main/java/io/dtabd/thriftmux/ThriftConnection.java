package io.dtabd.thriftmux;

import io.dtabd.net.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the thriftmux interface. Its first frame says whether it speaks Mux, or Thrift in
 * frames without it: then one call is served at a time.
 */
final class ThriftConnection extends Connection {

  private static final int MUX_VERSION = 1;

  /** That this server takes frames of any length. */
  private static final int NO_FRAGMENTS = Integer.MAX_VALUE;

  private static final int MAX_RINIT_BYTES = 64;
  private static final int TAG_OF_DRAIN = 1;
  private static final int MORE_FOLLOWS = 0x80_0000;

  /** Without Mux, what comes behind a call that is open waits in the socket, past this much. */
  private static final int MAX_AHEAD_BYTES = 64 * 1024;

  private enum Mode {
    /** Nothing whole has come. */
    FIRST,
    MUX,
    FRAMED,
    /** It is being closed; what comes is thrown away. */
    OVER,
    /** The last words are out, and what comes is thrown away until the client closes. */
    LINGERING
  }

  private final ThriftProtocol protocol;
  private @Nullable Parts parts;
  private Mode mode = Mode.FIRST;

  /** After the first call it is too late to negotiate. */
  private boolean mayNegotiate = true;

  private long lingeringSince;
  private boolean draining;
  private boolean drainIsHeard;
  private long drainingSince;

  private long framesSeen;
  private long framesSince;
  private long completedSeen;
  private long completedSince;

  /** What there is once the channel is there. */
  private record Parts(
      ChannelHandlerContext ctx,
      FrameDecoder decoder,
      Fragments fragments,
      Outbox outbox,
      Calls calls,
      OpenCalls open) {}

  ThriftConnection(ThriftProtocol protocol) {
    this.protocol = protocol;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    var input = new InputBudget(this::memory);
    var decoder = new FrameDecoder(this, input, protocol.maxMessageBytes());
    ctx.pipeline().addBefore(ctx.name(), null, decoder);
    var outbox = new Outbox(ctx, this::memory, protocol::nanos, this::chooseWhetherToRead);
    var open =
        new OpenCalls(ctx.channel(), outbox, this::memory, protocol.metrics(), this::noneIsOpen);
    parts =
        new Parts(
            ctx,
            decoder,
            new Fragments(ctx.alloc(), input, protocol.maxMessageBytes()),
            outbox,
            new Calls(protocol, ctx.channel(), open, this::abort),
            open);
    framesSince = protocol.nanos();
  }

  boolean isOver() {
    return switch (mode) {
      case FIRST, MUX, FRAMED -> false;
      case OVER, LINGERING -> true;
    };
  }

  /** Whether the next frame has to wait. */
  boolean isBusy() {
    return mode == Mode.FRAMED && !calls().isEmpty();
  }

  /**
   * A whole frame has come.
   *
   * @param frame without its size; valid during the call
   */
  void frame(ByteBuf frame) throws BadFrameException {
    if (mode == Mode.FIRST) {
      mode = ThriftReader.isMessage(frame) ? Mode.FRAMED : Mode.MUX;
    }
    switch (mode) {
      case FRAMED -> calls().call(Form.FRAMED, 0, frame);
      case MUX -> piece(frame);
      case FIRST, OVER, LINGERING -> {}
    }
  }

  private void piece(ByteBuf frame) throws BadFrameException {
    Fragments fragments = parts().fragments();
    int type = frame.readByte();
    int tag = frame.readUnsignedMedium();
    if ((tag & MORE_FOLLOWS) != 0) {
      fragments.add(tag & MuxType.MAX_TAG, frame);
      return;
    }
    ByteBuf whole = fragments.complete(tag, frame);
    try {
      message(MuxMessage.read(type, tag, whole));
    } finally {
      whole.release();
    }
  }

  private void message(MuxMessage message) throws BadFrameException {
    switch (message) {
      case MuxMessage.Call(var tag, var form, var payload) -> {
        mayNegotiate = false;
        calls().call(form, tag, payload);
      }
      case MuxMessage.Discarded(var tag) -> {
        parts().fragments().drop(tag);
        calls().discard(tag);
      }
      case MuxMessage.Ping(var tag) -> outbox().send(-MuxType.TPING, tag);
      case MuxMessage.Drain(var tag) -> outbox().send(-MuxType.TDRAIN, tag);
      case MuxMessage.Drained() -> {
        drainIsHeard = draining;
        finishDraining();
      }
      case MuxMessage.Probe(var tag) -> parts().open().answers().muxError(tag, MuxMessage.PROBE);
      case MuxMessage.Init init -> negotiate(init);
      case MuxMessage.Ignored() -> {}
      case MuxMessage.Unknown(var tag, var type) ->
          refuse(Refusal.UNKNOWN_TYPE, tag, "there is no Mux message of type " + type);
    }
  }

  private void negotiate(MuxMessage.Init init) {
    int window = init.window().orElse(NO_FRAGMENTS);
    if (!mayNegotiate) {
      refuse(Refusal.BAD_NEGOTIATION, init.tag(), "Tinit comes once, before the first call");
    } else if (init.version() != MUX_VERSION) {
      refuse(
          Refusal.BAD_NEGOTIATION,
          init.tag(),
          "Mux version %d; this server speaks version %d".formatted(init.version(), MUX_VERSION));
    } else if (window < Outbox.MIN_WINDOW) {
      refuse(
          Refusal.BAD_NEGOTIATION,
          init.tag(),
          "a window of %d bytes; it has to be at least %d".formatted(window, Outbox.MIN_WINDOW));
    } else {
      mayNegotiate = false;
      outbox().setWindow(window);
      ByteBuf body = outbox().newBody(MAX_RINIT_BYTES).writeShort(MUX_VERSION);
      header(body, MuxMessage.FRAMER_HEADER).writeInt(4).writeInt(NO_FRAGMENTS);
      header(body, MuxMessage.TLS_HEADER).writeInt(3);
      body.writeCharSequence("off", StandardCharsets.US_ASCII); // inside Mux; it may be around it
      outbox().send(-MuxType.TINIT, init.tag(), body, null);
    }
  }

  private static ByteBuf header(ByteBuf body, String key) {
    body.writeInt(key.length()).writeCharSequence(key, StandardCharsets.US_ASCII);
    return body;
  }

  /** Tells the client of something that does not end the connection. */
  private void refuse(Refusal reason, int tag, String text) {
    protocol.refusals().add(reason, channel().remoteAddress(), text);
    parts().open().answers().muxError(tag, text);
  }

  /** Ends the connection, and says why if the client understands it. */
  void refuse(BadFrameException e) {
    if (isOver()) {
      return;
    }
    String text = String.valueOf(e.getMessage());
    protocol.refusals().add(e.reason(), channel().remoteAddress(), text);
    boolean isUnderstood = mode == Mode.MUX || (mode == Mode.FIRST && e.isFirstOfMux());
    mode = Mode.OVER;
    if (isUnderstood) {
      boolean isInUse = parts().open().under(e.tag()) != null;
      calls().close();
      parts().open().answers().muxError(isInUse ? 0 : e.tag(), text);
      var _ = outbox().finish().addListener(_ -> linger());
    } else {
      abort();
    }
  }

  private void linger() {
    mode = Mode.LINGERING;
    lingeringSince = protocol.nanos();
    // Under TLS the end has to be said inside it; the client is left to read, and to close.
    if (channel() instanceof DuplexChannel duplex
        && channel().pipeline().get(SslHandler.class) == null) {
      var _ = duplex.shutdownOutput();
    }
    channel().config().setAutoRead(true);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    chooseWhetherToRead();
    ctx.fireChannelReadComplete();
  }

  private void chooseWhetherToRead() {
    if (mode == Mode.LINGERING) {
      return;
    }
    boolean isFull = isBusy() && parts().decoder().waitingBytes() > MAX_AHEAD_BYTES;
    channel().config().setAutoRead(!outbox().isBlocked() && !isFull);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable() && outbox().isBlocked()) {
      outbox().unblocked();
      calls().unblocked();
    }
    ctx.fireChannelWritabilityChanged();
  }

  private void noneIsOpen() {
    if (mode == Mode.FRAMED && !draining) {
      channel().eventLoop().execute(this::goOn);
    }
    finishDraining();
  }

  /** Takes up what came while a call was open. */
  private void goOn() {
    if (channel().isActive()) {
      parts().decoder().goOn();
      chooseWhetherToRead();
    }
  }

  @Override
  protected void tick(long listenersNanos) {
    long nanos = protocol.nanos(); // what all other times here are from
    if (mode == Mode.LINGERING) {
      if (nanos - lingeringSince >= protocol.timeouts().linger().toNanos()) {
        abort();
      }
      return;
    }
    FrameDecoder decoder = parts().decoder();
    if (decoder.frames() != framesSeen) {
      framesSeen = decoder.frames();
      framesSince = nanos;
    }
    Fragments fragments = parts().fragments();
    if (fragments.isEmpty() || fragments.completed() != completedSeen) {
      completedSeen = fragments.completed();
      completedSince = nanos;
    }
    calls().tick(nanos);
    boolean isInFrame = mode == Mode.FIRST || (decoder.waitingBytes() > 0 && !isBusy());
    long silence = nanos - framesSince;
    long unfinished = Math.max(isInFrame ? silence : 0, nanos - completedSince);
    if (isStalled(nanos)) {
      end(Refusal.RESPONSE_TOO_SLOW, "it takes nothing of its answers");
    } else if (draining && nanos - drainingSince >= protocol.timeouts().drain().toNanos()) {
      abort();
    } else if (unfinished >= protocol.timeouts().request().toNanos()) {
      end(Refusal.REQUEST_TOO_SLOW, "the rest of a message did not come in time");
    } else if (calls().isEmpty() && silence >= protocol.timeouts().idle().toNanos()) {
      end(Refusal.IDLE, "nothing is open, and nothing was said for a long time");
    }
  }

  private boolean isStalled(long nanos) {
    if (!outbox().isBlocked()) {
      nothingWaits(nanos);
      return false;
    }
    return isStalled(channel(), nanos, protocol.timeouts().stall());
  }

  private void end(Refusal reason, String text) {
    protocol.refusals().add(reason, channel().remoteAddress(), text);
    abort();
  }

  @Override
  protected void drain() {
    if (mode == Mode.LINGERING) {
      abort();
    }
    if (draining || mode == Mode.OVER) {
      return;
    }
    draining = true;
    drainingSince = protocol.nanos();
    if (mode == Mode.MUX) {
      outbox().send(MuxType.TDRAIN, TAG_OF_DRAIN);
    }
    calls().drain();
    finishDraining();
  }

  private void finishDraining() {
    boolean isHeard = mode != Mode.MUX || drainIsHeard;
    if (draining && isHeard && calls().isEmpty() && !isOver()) {
      mode = Mode.OVER;
      outbox().close();
    }
  }

  @Override
  protected void abort() {
    mode = Mode.OVER;
    var _ = parts().ctx().close();
  }

  @Override
  protected long notYetInChannel() {
    return outbox().notYetInChannel();
  }

  @Override
  public void cut() {
    protocol.refusals().add(Refusal.CUT_FOR_MEMORY, channel().remoteAddress(), null);
    channel().eventLoop().execute(this::abort);
  }

  @Override
  protected void ended() {
    mode = Mode.OVER;
    calls().close();
    parts().fragments().dropAll();
    outbox().dropAll();
  }

  private Calls calls() {
    return parts().calls();
  }

  private Outbox outbox() {
    return parts().outbox();
  }

  private Channel channel() {
    return parts().ctx().channel();
  }

  private Parts parts() {
    return Objects.requireNonNull(parts);
  }
}
