package io.dtabd.thriftmux;

import io.dtabd.config.Limits;
import io.dtabd.config.SocketOptions;
import io.dtabd.net.EventLoops;
import io.dtabd.net.Interface;
import io.dtabd.net.ListenException;
import io.dtabd.net.Listener;
import io.dtabd.net.ListeningPort;
import io.dtabd.serving.Serving;
import java.util.List;

/** Linkerd's default interface: long polls in thrift over mux. */
public record ThriftmuxInterface(
    Serving serving, Limits limits, SocketOptions sockets, ThriftMetrics metrics)
    implements Interface {

  @Override
  public List<String> protocols() {
    return List.of();
  }

  @Override
  public String scheme(boolean tls) {
    return "thriftmux";
  }

  @Override
  public ListeningPort open(EventLoops loops, Listener.Options options) throws ListenException {
    return Listener.open(loops, options, new ThriftProtocol(serving, limits, sockets, metrics));
  }
}
