package io.dtabd.net.http;

import io.dtabd.net.Connection;
import io.dtabd.net.Pieces;
import io.dtabd.net.http.AnswerWriter.Part;
import io.dtabd.net.http.AnswerWriter.UnderWay;
import io.dtabd.net.http.Dispatcher.Answer;
import io.dtabd.net.http.IncomingRequest.Refused;
import io.dtabd.net.http.ResponseHead.After;
import io.dtabd.net.http.ResponseHead.Framing;
import io.dtabd.serving.Weights;
import io.dtabd.serving.memory.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which requests are answered one after another, until it is closed or an answer is
 * a stream.
 *
 * <p>Inside: {@code phase} says whose turn it is. Input that comes out of turn waits in {@code
 * ahead}; reading pauses when there is too much of it.
 */
final class HttpConnection extends Connection {

  /** A body is in the buffer in which it grows, then in one of its length, then a text. */
  private static final int COPIES_OF_BODY = 3;

  private static final ByteBuf CONTINUE =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer()
              .writeBytes("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
              .asReadOnly());

  private enum Phase {
    /** Between requests. */
    IDLE,
    /** A request arrives. */
    RECEIVING,
    /** A handler works on it. */
    RUNNING,
    /** The socket takes the answer. */
    WRITING,
    /** The answer is out; what still comes in is thrown away until the client closes. */
    LINGERING
  }

  private final HttpProtocol http;
  private final RequestDecoder decoder;
  private @Nullable ChannelHandlerContext ctx;
  private Phase phase = Phase.IDLE;
  private long phaseSince;
  private @Nullable IncomingRequest incoming;
  private long bodyBytesTaken;

  /** Of a long target, which has a dtab in it. */
  private long bytesWhenRead;

  private @Nullable Thread worker;
  private Optional<Pieces> pieces = Optional.empty();
  private final ReadAhead ahead;
  private boolean takingAhead;
  private boolean draining;

  HttpConnection(HttpProtocol http) {
    this.http = http;
    this.ahead = new ReadAhead(http.limits().maxPipelinedRequests());
    this.decoder = new RequestDecoder(http.limits(), this);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
    ctx.pipeline().addBefore(ctx.name(), null, decoder);
    enter(Phase.IDLE);
  }

  /** Something came in, perhaps the first byte of a request whose head is far from whole. */
  void bytesArrived() {
    if (phase == Phase.IDLE) {
      enter(Phase.RECEIVING);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    HttpObject part = (HttpObject) msg;
    switch (phase) {
      case IDLE, RECEIVING -> {
        if (ahead.isEmpty()) {
          take(part);
        } else {
          ahead.add(part, channel());
        }
      }
      case RUNNING, WRITING -> ahead.add(part, channel());
      case LINGERING -> ReferenceCountUtil.release(part);
    }
  }

  private void takeAhead() {
    if (takingAhead) {
      return;
    }
    takingAhead = true;
    while (!ahead.isEmpty() && (phase == Phase.IDLE || phase == Phase.RECEIVING)) {
      HttpObject part = ahead.take(channel());
      if (part != null) {
        take(part);
      }
    }
    takingAhead = false;
  }

  private void take(HttpObject part) {
    try {
      if (part instanceof HttpRequest head) {
        begin(new IncomingRequest(head));
      } else if (part instanceof HttpContent content && incoming != null) {
        add(content, incoming);
      }
    } finally {
      ReferenceCountUtil.release(part);
    }
  }

  private void begin(IncomingRequest request) {
    incoming = request;
    enter(Phase.RECEIVING);
    Refused refused = request.refusal(http.limits().maxBodyBytes());
    if (refused != null) {
      refuse(refused);
    } else if (request.expectsContinue()) {
      var _ = context().writeAndFlush(CONTINUE.duplicate(), context().voidPromise());
    }
  }

  private void add(HttpContent content, IncomingRequest request) {
    int length = content.content().readableBytes();
    if (content.decoderResult().isFailure()) {
      refuse(IncomingRequest.undecodable(content.decoderResult().cause()));
    } else if (request.bodyLength() + (long) length > http.limits().maxBodyBytes()) {
      refuse(Refused.bodyTooLarge(http.limits().maxBodyBytes()));
    } else {
      long bytes = (long) length * COPIES_OF_BODY;
      Optional<MemoryBudget.Refusal> refusal = memory().take(bytes);
      if (refusal.isPresent()) {
        refuse(Refused.noMemory(refusal.get()));
        return;
      }
      bodyBytesTaken += bytes;
      request.append(content.content());
      if (content instanceof LastHttpContent) {
        run(request);
      }
    }
  }

  private void run(IncomingRequest request) {
    if (!http.running().take()) {
      Refused refused = Refused.tooBusy();
      log(refused);
      Answer answer = Answer.of(Dispatcher.render(refused.problem(), request.headers()));
      Kept.few(answer, request, memory());
      answered(request, answer, http.nanos());
      return;
    }
    bytesWhenRead = Weights.bytesWhenRead(request.target().length());
    Optional<MemoryBudget.Refusal> refusal = memory().take(bytesWhenRead);
    if (refusal.isPresent()) {
      bytesWhenRead = 0;
      http.running().giveBack();
      refuse(Refused.noMemory(refusal.get()));
      return;
    }
    enter(Phase.RUNNING);
    long began = phaseSince;
    Peer peer = Peer.of(channel());
    worker =
        Thread.ofVirtual()
            .name("http")
            .start(
                () -> {
                  Answer answer =
                      Kept.orRefused(
                          http.dispatcher().answer(request, peer), request, memory(), this::log);
                  http.running().giveBack();
                  context().executor().execute(() -> answered(request, answer, began));
                });
  }

  private void answered(IncomingRequest request, Answer answer, long began) {
    worker = null;
    giveBackBody();
    incoming = null;
    if (!channel().isActive()) {
      answer.giveUp();
      return;
    }
    Response response = answer.response();
    long bytes = 0;
    switch (response) {
      case Response.Full full -> {
        write(request, full, Framing.LENGTH);
        bytes = full.body().length();
      }
      case Response.Stream stream when request.isHead() -> {
        answer.giveUp();
        var head = new Response.Full(stream.status(), stream.headers(), Body.EMPTY);
        write(request, head, Framing.CHUNKED);
      }
      case Response.Stream stream -> stream(request, answer, stream);
    }
    http.answered(request.method(), answer.route(), response.status(), began, bytes);
  }

  private void write(IncomingRequest request, Response.Full answer, Framing framing) {
    After after =
        draining || !request.keepAlive()
            ? After.CLOSES
            : request.isHttp10() ? After.STAYS_OPEN_AS_ASKED : After.STAYS_OPEN;
    enter(Phase.WRITING);
    Part part = request.isHead() ? Part.HEAD_ONLY : Part.WHOLE;
    UnderWay underWay = AnswerWriter.write(context(), answer, part, framing, after, http.date());
    pieces = underWay.pieces();
    long bytes = Kept.of(answer, request).bytes();
    long unread = underWay.done().isDone() ? 0 : bytes;
    if (unread > 0) {
      memory().unread(unread, phaseSince);
    }
    underWay
        .done()
        .addListener(
            written -> {
              pieces = Optional.empty();
              memory().giveBack(bytes);
              if (unread > 0) {
                memory().read(unread, http.nanos());
              }
              if (written.isSuccess() && after != After.CLOSES) {
                enter(Phase.IDLE);
                takeAhead();
              } else if (written.isSuccess() && decoder.isOver()) {
                linger(); // the client may have sent more than was taken
              } else {
                abort();
              }
            });
  }

  private void stream(IncomingRequest request, Answer answer, Response.Stream stream) {
    Channel channel = channel();
    Chunks chunks = request.isHttp10() ? Chunks.BARE : Chunks.CHUNKED;
    ByteBuf head = context().alloc().ioBuffer();
    Framing framing = request.isHttp10() ? Framing.CLOSE : Framing.CHUNKED;
    ResponseHead.write(head, stream, http.date(), framing, 0, After.CLOSES);
    var next =
        new StreamConnection(
            http,
            http.streams().of(channel.eventLoop()).of(stream.feed()),
            stream.delivery(),
            chunks,
            answer.route());
    ahead.drop();
    handOver(context(), next);
    channel.pipeline().remove(decoder);
    channel.config().setAutoRead(true);
    next.open(head);
    answer.hold().close();
    if (draining) {
      next.drain();
    }
  }

  /** Answers what cannot be taken, and closes, since the rest of it is not worth reading. */
  private void refuse(Refused refused) {
    log(refused);
    Headers headers = incoming == null ? Headers.NONE : incoming.accept();
    String method = incoming == null ? "" : incoming.method();
    Response.Full answer = Dispatcher.render(refused.problem(), headers);
    giveBackBody();
    ahead.drop();
    http.answered(
        method, HttpMetrics.NO_ROUTE, answer.status(), phaseSince, answer.body().length());
    enter(Phase.WRITING);
    Part part = method.equals("HEAD") ? Part.HEAD_ONLY : Part.WHOLE;
    AnswerWriter.write(context(), answer, part, Framing.LENGTH, After.CLOSES, http.date())
        .done()
        .addListener(_ -> linger());
    incoming = null;
  }

  /** Closing at once, with input that is not read, would take the response from the client. */
  private void linger() {
    enter(Phase.LINGERING);
    // Under TLS the close must be said inside it, so there is no closing by half.
    if (channel() instanceof DuplexChannel duplex
        && channel().pipeline().get(SslHandler.class) == null) {
      var _ = duplex.shutdownOutput();
      duplex.config().setAutoRead(true);
    } else {
      abort();
    }
  }

  private void log(Refused refused) {
    http.refusals().add(refused.reason(), channel().remoteAddress(), refused.problem().text());
  }

  @Override
  protected void tick(long nanos) {
    long waited = nanos - phaseSince;
    switch (phase) {
      case IDLE -> {
        if (waited >= http.timeouts().idle().toNanos()) {
          http.metrics().refused(HttpMetrics.Refusal.IDLE);
          abort();
        }
      }
      case RECEIVING -> {
        if (waited >= http.timeouts().request().toNanos()) {
          refuse(Refused.tooSlow(http.timeouts().request()));
        }
      }
      case RUNNING -> {}
      case WRITING -> {
        if (isStalled(channel(), nanos, http.timeouts().stall())) {
          http.refusals()
              .add(HttpMetrics.Refusal.RESPONSE_TOO_SLOW, channel().remoteAddress(), null);
          abort();
        }
      }
      case LINGERING -> {
        if (waited >= http.timeouts().linger().toNanos()) {
          abort();
        }
      }
    }
  }

  @Override
  protected void drain() {
    draining = true;
    if (phase == Phase.IDLE || phase == Phase.LINGERING) {
      abort();
    }
  }

  @Override
  protected void abort() {
    var _ = context().close();
  }

  @Override
  protected long notYetInChannel() {
    return pieces.map(Pieces::remaining).orElse(0);
  }

  @Override
  public void cut() {
    http.refusals().add(HttpMetrics.Refusal.CUT_FOR_MEMORY, channel().remoteAddress(), null);
    context().executor().execute(this::abort);
  }

  @Override
  protected void ended() {
    if (worker != null) {
      worker.interrupt();
    }
    giveBackBody();
    ahead.drop();
  }

  private void enter(Phase next) {
    phase = next;
    phaseSince = http.nanos();
    nothingWaits(phaseSince);
  }

  private void giveBackBody() {
    memory().giveBack(bodyBytesTaken + bytesWhenRead);
    bytesWhenRead = 0;
    bodyBytesTaken = 0;
  }

  private Channel channel() {
    return context().channel();
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(ctx);
  }
}
