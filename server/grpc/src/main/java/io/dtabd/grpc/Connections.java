package io.dtabd.grpc;

import io.dtabd.serving.memory.MemoryBudget;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one server. GRPC does not tell which one a call came over, but the addresses
 * of its ends, which no other has.
 */
final class Connections {

  private record Ends(@Nullable SocketAddress remote, @Nullable SocketAddress local) {

    static Ends of(Channel channel) {
      return new Ends(channel.remoteAddress(), channel.localAddress());
    }
  }

  private final MemoryBudget budget;
  private final Http2Connection.Cutter cutter;
  private final Map<Ends, Http2Connection> connections = new ConcurrentHashMap<>();

  Connections(MemoryBudget budget, Http2Connection.Cutter cutter) {
    this.budget = budget;
    this.cutter = cutter;
  }

  /** A connection was accepted. */
  void accepted(Channel channel) {
    var ends = Ends.of(channel);
    var connection = new Http2Connection(channel, budget, cutter);
    connections.put(ends, connection);
    channel
        .closeFuture()
        .addListener(
            _ -> {
              connections.remove(ends, connection);
              connection.memory().close();
            });
    if (!connection.open()) {
      var _ = channel.close();
    }
  }

  /**
   * A connection speaks HTTP/2.
   *
   * @param http2 where its handler is
   */
  void spoken(ChannelHandlerContext http2) {
    Http2Connection connection = connections.get(Ends.of(http2.channel()));
    if (connection != null) {
      connection.spoken(http2);
    }
  }

  /** Empty if it is closed. */
  Optional<Http2Connection> of(ServerCall<?, ?> call) {
    return of(call.getAttributes());
  }

  Optional<Http2Connection> of(Attributes call) {
    return Optional.ofNullable(
        connections.get(
            new Ends(
                call.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR),
                call.get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR))));
  }
}
