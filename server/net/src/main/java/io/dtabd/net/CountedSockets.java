package io.dtabd.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.ServerChannel;
import java.util.function.Supplier;

/**
 * For servers that bring their own bootstrap: their connections are counted, and those over the
 * bound are closed as soon as they are accepted.
 *
 * <p>Inside: a server socket hands what it accepts through its pipeline, where this stands before
 * the bootstrap's own handler.
 */
public final class CountedSockets implements ChannelFactory<ServerChannel> {

  private final ChannelFactory<? extends ServerChannel> sockets;
  private final ConnectionLimit connectionLimit;
  private final Supplier<ChannelHandler> first;

  /**
   * @param maxConnections open at once
   * @param first stands at the head of each connection's pipeline
   */
  public CountedSockets(EventLoops loops, int maxConnections, Supplier<ChannelHandler> first) {
    this.first = first;
    this.sockets = new ReflectiveChannelFactory<>(loops.serverChannelType());
    this.connectionLimit = new ConnectionLimit(maxConnections);
  }

  @Override
  public ServerChannel newChannel() {
    ServerChannel socket = sockets.newChannel();
    socket.pipeline().addFirst(new Counting());
    return socket;
  }

  /** Open now. */
  public int connections() {
    return connectionLimit.taken();
  }

  /** Accepted since the start. */
  public long accepted() {
    return connectionLimit.accepted();
  }

  /** Closed at once since the start, because there were too many. */
  public long refused() {
    return connectionLimit.refused();
  }

  private final class Counting extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
      Channel connection = (Channel) accepted;
      if (connectionLimit.take()) {
        connection.closeFuture().addListener(_ -> connectionLimit.leave());
        connection.pipeline().addFirst(first.get());
        ctx.fireChannelRead(connection);
      } else {
        connection.unsafe().closeForcibly(); // it has no event loop yet, on which to be closed
      }
    }
  }
}
