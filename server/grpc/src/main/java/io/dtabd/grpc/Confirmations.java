package io.dtabd.grpc;

import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2 pings that find out whether a client has what was written to it: it answers a ping behind
 * all that came before.
 *
 * <p>Inside: gRPC does not tell which connection a call came over, but the addresses of its ends,
 * which no other has.
 */
final class Confirmations {

  private record Ends(@Nullable SocketAddress remote, @Nullable SocketAddress local) {}

  private final Map<Ends, OfConnection> connections = new ConcurrentHashMap<>();

  /**
   * A connection speaks HTTP/2.
   *
   * @param http2 where its handler is
   */
  void add(ChannelHandlerContext http2) {
    var ends = new Ends(http2.channel().remoteAddress(), http2.channel().localAddress());
    var connection = new OfConnection(http2);
    connections.put(ends, connection);
    http2.channel().closeFuture().addListener(_ -> connections.remove(ends, connection));
  }

  /**
   * Asks the client of a call, in its event loop.
   *
   * @param confirmed called when the client has answered, if it does
   * @return false if the connection is gone, so new that it is not known yet, or has a ping under
   *     way behind which as many wait as it may have streams: ended streams wait too
   */
  boolean ask(ServerCall<?, ?> call, Runnable confirmed) {
    OfConnection connection =
        connections.get(
            new Ends(
                call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR),
                call.getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR)));
    return connection != null && connection.ask(confirmed);
  }

  /** One ping is under way at a time, however many ask; none if nobody does. */
  private static final class OfConnection {

    /** "dtabd", and three bytes to number them; gRPC's own pings are other numbers. */
    private static final long OURS = 0x6474_6162_6400_0000L;

    private static final long NUMBERS = 0xff_ffff;

    private final ChannelHandlerContext http2;
    private List<Runnable> waiting = new ArrayList<>(0);
    private List<Runnable> underWay = List.of();
    private long number;
    private boolean due;
    private boolean listens;

    OfConnection(ChannelHandlerContext http2) {
      this.http2 = http2;
    }

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
}
