package io.dtabd.net;

import io.netty.channel.Channel;

/** What is spoken on the connections of a listener. */
@FunctionalInterface
public interface Protocol {

  /**
   * Begins a connection. The result becomes the last handler of the channel's pipeline and may put
   * codecs before itself when it is added. Called in the channel's event loop.
   */
  Connection begin(Channel channel);
}
