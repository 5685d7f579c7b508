package io.dtabd.grpc;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import java.util.ArrayList;
import java.util.List;

/**
 * HTTP/2 pings that find out whether the client of a connection has what was written to it: it
 * answers a ping behind all that came before. One is under way at a time, however many ask; none if
 * nobody does.
 */
final class Confirmations {

  /** "dtabd", and three bytes to number them; gRPC's own pings are other numbers. */
  private static final long OURS = 0x6474_6162_6400_0000L;

  private static final long NUMBERS = 0xff_ffff;

  private final ChannelHandlerContext http2;
  private List<Runnable> waiting = new ArrayList<>(0);
  private List<Runnable> underWay = List.of();
  private long number;
  private boolean due;
  private boolean listens;

  Confirmations(ChannelHandlerContext http2) {
    this.http2 = http2;
  }

  /**
   * Asks the client, in the event loop.
   *
   * @param confirmed called when the client has answered, if it does
   * @return false if a ping is under way behind which as many wait as there may be streams: ended
   *     streams wait too
   */
  boolean ask(Runnable confirmed) {
    if (waiting.size() >= GrpcServer.MAX_STREAMS_OF_CONNECTION) {
      return false;
    }
    waiting.add(confirmed);
    if (!due && underWay.isEmpty()) {
      due = true;
      http2.executor().execute(this::send); // behind those who ask in the same go
    }
    return true;
  }

  private void send() {
    due = false;
    underWay = waiting;
    waiting = new ArrayList<>(0);
    number = (number + 1) & NUMBERS;
    var handler = (Http2ConnectionHandler) http2.handler();
    if (!listens) {
      listens = true;
      listen(handler.decoder());
    }
    var _ = handler.encoder().writePing(http2, false, OURS | number, http2.newPromise());
    http2.flush();
  }

  /** GRPC keeps the answers to pings to itself, and would wonder about those to ours. */
  private void listen(Http2ConnectionDecoder decoder) {
    decoder.frameListener(
        new Http2FrameListenerDecorator(decoder.frameListener()) {
          @Override
          public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
            if ((data & ~NUMBERS) != OURS) {
              super.onPingAckRead(ctx, data);
            } else if ((data & NUMBERS) == number) {
              answered();
            }
          }
        });
  }

  private void answered() {
    List<Runnable> all = underWay;
    underWay = List.of();
    all.forEach(Runnable::run);
    if (!waiting.isEmpty()) {
      send();
    }
  }
}
