package io.dtabd.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dtabd.live.State;
import io.dtabd.naming.Addr;
import io.dtabd.naming.Endpoint;
import java.io.IOException;
import java.util.OptionalDouble;

/** Addresses as JSON. */
final class AddrJson {

  private AddrJson() {}

  /**
   * @param weight that of the union branch which the name was bound in, if any
   */
  static void write(State<Addr> state, OptionalDouble weight, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    switch (state) {
      case State.Pending<Addr> _ -> out.writeStringField("type", "pending");
      case State.Failed<Addr>(var reason) -> {
        out.writeStringField("type", "failed");
        out.writeStringField("cause", reason);
      }
      case State.Ok<Addr>(Addr.Neg _) -> out.writeStringField("type", "neg");
      case State.Ok<Addr>(Addr.Bound bound) -> {
        out.writeStringField("type", "bound");
        endpoints(bound, out);
        out.writeObjectFieldStart("meta");
        if (bound.authority().isPresent()) {
          out.writeStringField("authority", bound.authority().get());
        }
        if (weight.isPresent()) {
          out.writeNumberField("namer_nametree_weight", weight.getAsDouble());
        }
        out.writeEndObject();
      }
    }
    out.writeEndObject();
  }

  private static void endpoints(Addr.Bound bound, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("addrs");
    for (Endpoint endpoint : bound.inOrder()) {
      out.writeStartObject();
      out.writeStringField("ip", endpoint.ip().getHostAddress());
      out.writeNumberField("port", endpoint.port());
      out.writeObjectFieldStart("meta");
      if (endpoint.nodeName().isPresent()) {
        out.writeStringField("nodeName", endpoint.nodeName().get());
      }
      if (endpoint.weight().isPresent()) {
        out.writeNumberField("endpoint_addr_weight", endpoint.weight().getAsDouble());
      }
      out.writeEndObject();
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
