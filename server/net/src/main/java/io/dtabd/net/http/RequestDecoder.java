package io.dtabd.net.http;

import io.dtabd.config.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Netty's decoder, which refuses what could be read in two ways: two lengths, a length beside
 * chunks, bare line feeds, space before a colon. This adds the folded header line, which RFC 9112
 * leaves to the server: no client of ours sends one, and proxies disagree on what it means.
 *
 * <p>Inside: the decoder reads a head line by line and returns when the head is whole. So what it
 * took while in a head is the head's text, and a line that begins with white space is a fold.
 */
final class RequestDecoder extends HttpRequestDecoder {

  private final HttpConnection connection;
  private boolean inHead = true;
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
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
    connection.bytesArrived();
    super.channelRead(ctx, msg);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    int from = in.readerIndex();
    int before = out.size();
    super.decode(ctx, in, out);
    if (inHead) {
      lookForFold(in, from, in.readerIndex());
    }
    for (int i = before; i < out.size(); i++) {
      if (out.get(i) instanceof HttpMessage head) {
        inHead = false;
        if (folded) {
          head.setDecoderResult(DecoderResult.failure(new FoldedHeaderException()));
        }
      }
      if (out.get(i) instanceof LastHttpContent) {
        inHead = true;
        atLineStart = false;
      }
    }
  }

  private void lookForFold(ByteBuf in, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = in.getByte(i);
      folded |= atLineStart && (b == ' ' || b == '\t');
      atLineStart = b == '\n';
    }
  }

  private static final class FoldedHeaderException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    FoldedHeaderException() {
      super("a header field is folded over several lines, which is not allowed");
    }
  }
}
