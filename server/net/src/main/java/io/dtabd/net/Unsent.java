package io.dtabd.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/** Measures whether a client takes what is sent to it. */
public final class Unsent {

  private Unsent() {}

  /** What the socket has not taken yet. It falls while the client reads. */
  public static long bytes(Channel channel) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
  }
}
