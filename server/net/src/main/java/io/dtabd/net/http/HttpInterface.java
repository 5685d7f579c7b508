package io.dtabd.net.http;

import io.dtabd.config.Limits;
import io.dtabd.config.SocketOptions;
import io.dtabd.net.EventLoops;
import io.dtabd.net.Interface;
import io.dtabd.net.ListenException;
import io.dtabd.net.Listener;
import io.dtabd.net.ListeningPort;
import java.util.List;

/**
 * The routes of a router, over HTTP.
 *
 * @param hosts which names requests may bear
 */
public record HttpInterface(
    Router router, HostRule hosts, Limits limits, SocketOptions sockets, HttpMetrics metrics)
    implements Interface {

  @Override
  public List<String> protocols() {
    return List.of();
  }

  @Override
  public String scheme(boolean tls) {
    return tls ? "https" : "http";
  }

  @Override
  public ListeningPort open(EventLoops loops, Listener.Options options) throws ListenException {
    return Listener.open(loops, options, new HttpProtocol(router, hosts, limits, sockets, metrics));
  }
}
