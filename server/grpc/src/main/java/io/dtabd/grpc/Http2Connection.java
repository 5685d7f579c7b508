package io.dtabd.grpc;

import io.dtabd.serving.memory.MemoryAccount;
import io.dtabd.serving.memory.MemoryBudget;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/** A connection, as far as its calls share something: what is kept for it, and what it has. */
final class Http2Connection {

  /** With its channel, and what gRPC has of it. */
  private static final int CONNECTION_BYTES = 16 * 1024;

  private final Channel channel;
  private final MemoryAccount memory;

  /** For the event loop alone. */
  private @Nullable Confirmations confirmations;

  /**
   * @param cutter ends what of this connection its client takes nothing of, in the event loop
   */
  Http2Connection(Channel channel, MemoryBudget budget, Cutter cutter) {
    this.channel = channel;
    this.memory =
        budget.open(
            channel.remoteAddress(), () -> channel.eventLoop().execute(() -> cutter.cut(this)));
  }

  @FunctionalInterface
  interface Cutter {
    void cut(Http2Connection connection);
  }

  /** False if there is no memory for it. */
  boolean open() {
    return memory.take(CONNECTION_BYTES).isEmpty();
  }

  MemoryAccount memory() {
    return memory;
  }

  Channel channel() {
    return channel;
  }

  void spoken(ChannelHandlerContext http2) {
    confirmations = new Confirmations(http2);
  }

  /**
   * As {@link Confirmations#ask}.
   *
   * @return false also if the connection is so new that it cannot be asked
   */
  boolean ask(Runnable confirmed) {
    return confirmations != null && confirmations.ask(confirmed);
  }
}
