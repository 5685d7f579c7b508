package io.dtabd.naming.k8s;

import io.dtabd.naming.Endpoint;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What matters here of one EndpointSlice, of which a service has several, or of an Endpoints
 * object, of which it has one.
 *
 * @param service whose endpoints these are; empty if that cannot be told
 * @param family empty if they may be of both
 * @param byPort the endpoints that are ready, by the name of each port of TCP; a port is there with
 *     none of them too
 */
record EndpointGroup(
    Id id,
    Optional<ServiceName> service,
    Optional<AddressFamily> family,
    Set<ObjectLabel> labels,
    Map<String, List<Endpoint>> byPort) {

  record Id(String namespace, String name) {}

  /** Names the service of a slice. */
  static final String SERVICE_LABEL = "kubernetes.io/service-name";

  static EndpointGroup read(EndpointSlice slice, Set<String> labelKeys) {
    ObjectMeta meta = slice.getMetadata();
    Optional<AddressFamily> family = AddressFamily.of(slice.getAddressType());
    Optional<ServiceName> service =
        Optional.ofNullable(meta.getLabels())
            .flatMap(labels -> Optional.ofNullable(labels.get(SERVICE_LABEL)))
            // Slices of host names are written by nobody and promise no meaning.
            .filter(_ -> family.isPresent())
            .map(name -> new ServiceName(meta.getNamespace(), name));
    var ready = new ArrayList<Host>();
    for (var endpoint : Fields.list(slice.getEndpoints())) {
      var conditions = endpoint.getConditions();
      // Unknown counts as ready, as the API defines it.
      if (conditions == null || !Boolean.FALSE.equals(conditions.getReady())) {
        // The addresses of one endpoint are interchangeable.
        Fields.list(endpoint.getAddresses()).stream()
            .findFirst()
            .flatMap(address -> Host.of(address, endpoint.getNodeName()))
            .ifPresent(ready::add);
      }
    }
    var byPort = new HashMap<String, List<Endpoint>>();
    for (var port : Fields.list(slice.getPorts())) {
      add(byPort, port.getName(), port.getPort(), port.getProtocol(), ready);
    }
    return new EndpointGroup(
        id(meta), service, family, ObjectLabel.of(meta, labelKeys), Map.copyOf(byPort));
  }

  static EndpointGroup read(Endpoints endpoints, Set<String> labelKeys) {
    ObjectMeta meta = endpoints.getMetadata();
    var byPort = new HashMap<String, List<Endpoint>>();
    for (EndpointSubset subset : Fields.list(endpoints.getSubsets())) {
      var ready = new ArrayList<Host>();
      for (EndpointAddress address : Fields.list(subset.getAddresses())) {
        Host.of(address.getIp(), address.getNodeName()).ifPresent(ready::add);
      }
      for (EndpointPort port : Fields.list(subset.getPorts())) {
        add(byPort, port.getName(), port.getPort(), port.getProtocol(), ready);
      }
    }
    return new EndpointGroup(
        id(meta),
        Optional.of(new ServiceName(meta.getNamespace(), meta.getName())),
        Optional.empty(),
        ObjectLabel.of(meta, labelKeys),
        Map.copyOf(byPort));
  }

  private static Id id(ObjectMeta meta) {
    return new Id(meta.getNamespace(), meta.getName());
  }

  private static void add(
      Map<String, List<Endpoint>> byPort,
      @Nullable String name,
      @Nullable Integer number,
      @Nullable String protocol,
      List<Host> hosts) {
    if (number != null && Fields.isTcp(protocol)) {
      List<Endpoint> endpoints = byPort.computeIfAbsent(Fields.text(name), _ -> new ArrayList<>());
      for (Host host : hosts) {
        endpoints.add(new Endpoint(host.ip(), number, OptionalDouble.empty(), host.node()));
      }
    }
  }

  private record Host(InetAddress ip, Optional<String> node) {

    static Optional<Host> of(@Nullable String address, @Nullable String node) {
      try {
        return address == null
            ? Optional.empty()
            : Optional.of(
                new Host(
                    InetAddress.ofLiteral(address),
                    // Many endpoints are on one node.
                    Optional.ofNullable(node).map(String::intern)));
      } catch (IllegalArgumentException notAnAddress) {
        return Optional.empty();
      }
    }
  }
}
