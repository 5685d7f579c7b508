package io.dtabd.net.http;

import io.dtabd.config.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import java.util.List;

/**
 * Netty's decoder, which refuses what could be read in two ways: two lengths, a length beside
 * chunks, bare line feeds, space before a colon. This adds the folded header line, which RFC 9112
 * leaves to the server: no client of ours sends one, and proxies disagree on what it means.
 *
 * <p>Bytes that cannot begin a request are refused when the first of them is there: what sends them
 * speaks another protocol and waits for a response, not for a line feed.
 *
 * <p>A head all of whose lines end in a bare line feed goes through {@link BareHead}, and is the
 * last of its connection.
 *
 * <p>Inside: the decoder reads a head line by line and returns when the head is whole. So what it
 * took while in a head is the head's text, and a line that begins with white space is a fold.
 */
final class RequestDecoder extends HttpRequestDecoder {

  /** Of input that is not HTTP: enough to recognize a protocol. */
  private static final int MAX_SHOWN_BYTES = 8;

  private enum Stage {
    /** No request has begun. */
    BETWEEN,
    /** It is not known yet how the lines end. */
    FIRST_LINE,
    HEAD,
    BARE_HEAD,
    BODY,
    /** Nothing more is taken. */
    OVER
  }

  private final HttpConnection connection;
  private final BareHead bareHead;
  private Stage stage = Stage.BETWEEN;

  /** Bytes of the first line in which there is no line feed. */
  private int looked;

  private boolean atLineStart;
  private boolean folded;

  RequestDecoder(Limits limits, HttpConnection connection) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.maxRequestLineBytes())
            .setMaxHeaderSize(limits.maxHeaderBytes())
            .setChunkedSupported(true)
            .setAllowPartialChunks(true)
            .setAllowDuplicateContentLengths(false)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true));
    this.connection = connection;
    this.bareHead = new BareHead(limits.maxRequestLineBytes() + limits.maxHeaderBytes());
  }

  /** Whether everything that still comes is thrown away. */
  boolean isOver() {
    return stage == Stage.OVER;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
    connection.bytesArrived();
    super.channelRead(ctx, msg);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    try {
      if (stage == Stage.BETWEEN) {
        begin(in);
      }
      if (stage == Stage.FIRST_LINE) {
        lookForLineEnd(in);
      }
      switch (stage) {
        case BETWEEN -> {}
        case FIRST_LINE, HEAD, BODY -> decodeStrictly(ctx, in, out);
        case BARE_HEAD -> decodeBareHead(ctx, in, out);
        case OVER -> in.skipBytes(in.readableBytes());
      }
    } catch (MalformedHeadException | TooLongHttpHeaderException e) {
      fail(in, out, e);
    }
  }

  /** The connection is closed, perhaps in the middle of something. */
  @Override
  protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws Exception {
    super.decodeLast(ctx, in, out);
    if (out.isEmpty() && (stage == Stage.FIRST_LINE || stage == Stage.BARE_HEAD)) {
      fail(in, out, new MalformedHeadException("the connection was closed in the middle of it"));
    }
  }

  /** Skips empty lines, as RFC 9112 asks for, and looks at the first byte of a request. */
  private void begin(ByteBuf in) throws MalformedHeadException {
    while (in.isReadable()) {
      int at = in.readerIndex();
      byte first = in.getByte(at);
      if (first == '\n') {
        in.skipBytes(1);
      } else if (first == '\r') {
        if (in.readableBytes() == 1) {
          return;
        }
        if (in.getByte(at + 1) != '\n') {
          throw new MalformedHeadException("it begins with a bare carriage return");
        }
        in.skipBytes(2);
      } else if (isOfMethod(first)) {
        stage = Stage.FIRST_LINE;
        looked = 0;
        return;
      } else {
        throw new MalformedHeadException(
            "it begins with the bytes %s, which is not HTTP; is it another protocol, or TLS on a port without TLS?"
                .formatted(
                    ByteBufUtil.hexDump(in, at, Math.min(in.readableBytes(), MAX_SHOWN_BYTES))));
      }
    }
  }

  /** Those of a token, RFC 9110, 5.6.2. */
  private static boolean isOfMethod(byte b) {
    return (b >= '0' && b <= '9')
        || (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || "!#$%&'*+-.^_`|~".indexOf(b) >= 0;
  }

  private void lookForLineEnd(ByteBuf in) {
    int from = in.readerIndex();
    int lineFeed = in.indexOf(from + looked, in.writerIndex(), (byte) '\n');
    if (lineFeed < 0) {
      looked = in.readableBytes();
    } else {
      stage = in.getByte(lineFeed - 1) == '\r' ? Stage.HEAD : Stage.BARE_HEAD;
    }
  }

  private void decodeStrictly(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws Exception {
    int from = in.readerIndex();
    int before = out.size();
    super.decode(ctx, in, out);
    if (stage != Stage.BODY) {
      lookForFold(in, from, in.readerIndex());
    }
    for (int i = before; i < out.size() && stage != Stage.OVER; i++) {
      if (out.get(i) instanceof HttpMessage head) {
        stage = Stage.BODY;
        if (folded) {
          head.setDecoderResult(
              DecoderResult.failure(
                  new MalformedHeadException(
                      "a header field is folded over several lines, which is not allowed")));
        }
        if (head.decoderResult().isFailure()) {
          stage = Stage.OVER;
        }
      }
      if (out.get(i) instanceof LastHttpContent && stage != Stage.OVER) {
        stage = Stage.BETWEEN;
        atLineStart = false;
      }
    }
  }

  private void decodeBareHead(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws Exception {
    ByteBuf head = bareHead.read(in, ctx.alloc());
    if (head == null) {
      return;
    }
    try {
      decodeStrictly(ctx, head, out);
    } finally {
      head.release();
    }
    for (Object each : out) {
      if (each instanceof HttpMessage message) {
        BareHead.finish(message);
      }
    }
    stage = Stage.OVER;
  }

  private void fail(ByteBuf in, List<Object> out, Exception cause) {
    in.skipBytes(in.readableBytes());
    HttpMessage head = createInvalidMessage();
    head.setDecoderResult(DecoderResult.failure(cause));
    out.add(head);
    stage = Stage.OVER;
  }

  private void lookForFold(ByteBuf in, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = in.getByte(i);
      folded |= atLineStart && (b == ' ' || b == '\t');
      atLineStart = b == '\n';
    }
  }
}
