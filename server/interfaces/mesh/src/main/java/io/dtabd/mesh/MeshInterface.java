package io.dtabd.mesh;

import io.dtabd.config.ConnectionAge;
import io.dtabd.config.Limits;
import io.dtabd.grpc.GrpcMetrics;
import io.dtabd.grpc.GrpcServer;
import io.dtabd.net.EventLoops;
import io.dtabd.net.Interface;
import io.dtabd.net.ListenException;
import io.dtabd.net.Listener;
import io.dtabd.net.ListeningPort;
import io.dtabd.serving.Serving;
import java.util.List;
import java.util.Optional;

/**
 * Linkerd's gRPC interface.
 *
 * @param age of connections; empty: no maximum age
 */
public record MeshInterface(
    Serving serving, Limits limits, Optional<ConnectionAge> age, GrpcMetrics metrics)
    implements Interface {

  @Override
  public List<String> protocols() {
    return GrpcServer.PROTOCOLS;
  }

  @Override
  public String scheme(boolean tls) {
    return tls ? "https" : "http";
  }

  @Override
  public ListeningPort open(EventLoops loops, Listener.Options options) throws ListenException {
    return GrpcServer.open(
        loops, options, limits, age, new MeshServices(serving), serving.watchers(), metrics);
  }
}
