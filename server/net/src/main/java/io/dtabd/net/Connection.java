package io.dtabd.net;

import io.dtabd.serving.memory.MemoryAccount;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, as its listener sees it. All calls come in the channel's event loop.
 *
 * <p>Inside: {@code slot} is its place in the table of its event loop, so that leaving takes no
 * search and 100,000 connections need no map. It is negative while the connection is in no table.
 */
public abstract class Connection extends ChannelInboundHandlerAdapter
    implements MemoryAccount.Holder {

  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  /** What an open one takes, with its channel. */
  public static final int BYTES = 4 * 1024;

  int slot = -1;
  @Nullable ConnectionTable table;
  private @Nullable MemoryAccount memory;

  /** What the socket had not taken when it was looked at last, and since when that is so. */
  private long unsent;

  private long unsentSince;

  /** The channel is open. */
  protected void begun(ChannelHandlerContext ctx) {}

  /** The channel is closed, by whichever side. */
  protected abstract void ended();

  /**
   * Called several times a second, so that deadlines need no timer each.
   *
   * @param nanos what the listener's clock says
   */
  protected abstract void tick(long nanos);

  /** The server is stopping: finish what was begun, then close. */
  protected abstract void drain();

  /** Closes the channel now, whatever is under way. */
  protected abstract void abort();

  /** What is kept for this connection, in bytes. */
  protected final MemoryAccount memory() {
    return Objects.requireNonNull(memory);
  }

  /** Of what waits for the client, what is not handed to the channel yet. */
  protected long notYetInChannel() {
    return 0;
  }

  /** At a tick at which nothing waits for the client, and before it is sent something. */
  protected final void nothingWaits(long nanos) {
    unsent = 0;
    unsentSince = nanos;
  }

  /**
   * At a tick at which something waits for the client: whether it has taken nothing of that for
   * {@code limit}.
   */
  protected final boolean isStalled(Channel channel, long nanos, Duration limit) {
    long now = unsent(channel) + notYetInChannel();
    if (now != unsent) {
      unsent = now;
      unsentSince = nanos;
      memory().progress(nanos);
    }
    return nanos - unsentSince >= limit.toNanos();
  }

  /** It falls while the client reads, in the middle of a message too. */
  private static long unsent(Channel channel) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
  }

  /** Makes {@code next} the connection in place of this. The rest of the pipeline stays. */
  protected final void handOver(ChannelHandlerContext ctx, Connection next) {
    next.memory = memory;
    memory().heldBy(next);
    ctx.pipeline().replace(this, null, next);
    Objects.requireNonNull(table).replace(this, next);
  }

  @Override
  public final void channelActive(ChannelHandlerContext ctx) {
    ConnectionTable of = Objects.requireNonNull(table);
    memory = of.memory().open(ctx.channel().remoteAddress(), this);
    if (memory.take(BYTES).isEmpty() && of.add(this)) {
      begun(ctx);
      ctx.fireChannelActive();
    } else {
      memory.close();
      var _ = ctx.close();
    }
  }

  @Override
  public final void channelInactive(ChannelHandlerContext ctx) {
    if (slot >= 0) {
      try {
        ended();
      } finally {
        memory().close();
        // Last, because whoever waits for the connections to end waits for what ended() does.
        Objects.requireNonNull(table).remove(this);
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // Mostly a client that went away in the middle of something; nothing an operator can act on.
    log.debug("Closing the connection from {}", ctx.channel().remoteAddress(), cause);
    var _ = ctx.close();
  }
}
