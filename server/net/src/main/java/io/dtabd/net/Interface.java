package io.dtabd.net;

import java.util.List;

/** What is served on a port, whichever protocol it speaks. */
public interface Interface {

  /** What TLS offers, by ALPN names, the most wanted first; empty: nothing is negotiated. */
  List<String> protocols();

  /**
   * The scheme of its URLs, such as {@code https}.
   *
   * @param tls whether the listener speaks it
   */
  String scheme(boolean tls);

  /**
   * Begins to serve.
   *
   * @param options TLS, if there is, has to offer {@link #protocols}
   * @throws ListenException if the address cannot be had, saying what to do
   */
  ListeningPort open(EventLoops loops, Listener.Options options) throws ListenException;
}
