package io.dtabd.mesh;

import com.google.protobuf.ByteString;
import io.dtabd.live.State;
import io.dtabd.mesh.proto.Mesh;
import io.dtabd.naming.Addr;
import io.dtabd.naming.Endpoint;
import java.net.Inet6Address;

/** Addresses as messages. */
final class ReplicasEncoder {

  /** What Finagle calls the weight of one address. */
  private static final String WEIGHT = "endpoint_addr_weight";

  private static final String AUTHORITY = "authority";

  private ReplicasEncoder() {}

  /** Addresses that are not known yet or have failed are an answer like another. */
  static Mesh.Replicas replicas(State<Addr> state) {
    return switch (state) {
      case State.Pending<Addr> _ ->
          Mesh.Replicas.newBuilder().setPending(Mesh.Replicas.Pending.getDefaultInstance()).build();
      case State.Failed<Addr>(var reason) -> failed(reason);
      case State.Ok<Addr>(Addr.Neg _) ->
          Mesh.Replicas.newBuilder().setNeg(Mesh.Replicas.Neg.getDefaultInstance()).build();
      case State.Ok<Addr>(Addr.Bound bound) ->
          Mesh.Replicas.newBuilder().setBound(bound(bound)).build();
    };
  }

  static Mesh.Replicas failed(String reason) {
    return Mesh.Replicas.newBuilder()
        .setFailed(Mesh.Replicas.Failed.newBuilder().setMessage(reason))
        .build();
  }

  private static Mesh.Replicas.Bound bound(Addr.Bound bound) {
    var out = Mesh.Replicas.Bound.newBuilder();
    bound.inOrder().forEach(each -> out.addEndpoints(endpoint(each)));
    bound.authority().ifPresent(authority -> out.putMetadata(AUTHORITY, authority));
    return out.build();
  }

  private static Mesh.Endpoint endpoint(Endpoint endpoint) {
    var meta = Mesh.Endpoint.Meta.newBuilder();
    endpoint.nodeName().ifPresent(meta::setNodeName);
    var out =
        Mesh.Endpoint.newBuilder()
            .setInetAf(
                endpoint.ip() instanceof Inet6Address
                    ? Mesh.Endpoint.AddressFamily.INET6
                    : Mesh.Endpoint.AddressFamily.INET4)
            .setAddress(ByteString.copyFrom(endpoint.ip().getAddress()))
            .setPort(endpoint.port())
            .setMeta(meta);
    endpoint.weight().ifPresent(weight -> out.putMetadata(WEIGHT, Double.toString(weight)));
    return out.build();
  }
}
