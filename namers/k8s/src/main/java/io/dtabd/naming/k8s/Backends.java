package io.dtabd.naming.k8s;

import io.dtabd.naming.Endpoint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The endpoints of a service that are ready, by the names of their ports. */
record Backends(Map<String, Set<Endpoint>> byPort) {

  static final Backends NONE = new Backends(Map.of());

  static Backends of(Optional<KubernetesService> service, List<EndpointGroup> groups) {
    Optional<AddressFamily> family = service.flatMap(KubernetesService::family);
    var all = new HashMap<String, Set<Endpoint>>();
    for (EndpointGroup group : groups) {
      boolean isOther =
          family.isPresent() && group.family().isPresent() && !family.equals(group.family());
      if (!isOther) {
        group
            .byPort()
            .forEach(
                (port, ready) -> all.computeIfAbsent(port, _ -> new HashSet<>()).addAll(ready));
      }
    }
    all.replaceAll((_, ready) -> Set.copyOf(ready));
    return new Backends(Map.copyOf(all));
  }

  /**
   * Those behind a port.
   *
   * @param service where the port's number is looked up
   */
  Set<Endpoint> at(PortLabel label, Optional<KubernetesService> service) {
    return switch (label) {
      case PortLabel.Named(var name) -> byPort.getOrDefault(name, Set.of());
      case PortLabel.Numbered _ ->
          service.flatMap(it -> it.port(label)).map(this::behind).orElse(Set.of());
    };
  }

  /**
   * Controllers give the ports of endpoints the names that the service's have. Endpoints written by
   * hand may have others, and are found by what the service says is the port of its pods.
   */
  private Set<Endpoint> behind(KubernetesService.Port port) {
    Set<Endpoint> sameName = byPort.get(port.name());
    if (sameName != null) {
      return sameName;
    }
    Set<Endpoint> targetName = byPort.get(port.target());
    if (targetName != null) {
      return targetName;
    }
    var sameNumber = new HashSet<Endpoint>();
    for (Set<Endpoint> endpoints : byPort.values()) {
      for (Endpoint each : endpoints) {
        if (Integer.toString(each.port()).equals(port.target())) {
          sameNumber.add(each);
        }
      }
    }
    return sameNumber;
  }
}
