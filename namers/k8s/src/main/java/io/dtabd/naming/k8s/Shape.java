package io.dtabd.naming.k8s;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that is known of a service but for the addresses of its endpoints. It changes seldom, and
 * what names lead to depends on it alone, so that pods that come and go bind nothing anew.
 *
 * @param service empty if there is no Service object, or it may not be read
 * @param endpointPorts the names of the ports of its endpoints, ready or not; empty if it has no
 *     object of endpoints
 * @param labels of any of its objects
 */
record Shape(
    Optional<KubernetesService> service,
    Optional<Set<String>> endpointPorts,
    Set<ObjectLabel> labels) {

  static final Shape NOTHING = new Shape(Optional.empty(), Optional.empty(), Set.of());

  static Shape of(Optional<KubernetesService> service, List<EndpointGroup> groups) {
    if (service.isEmpty() && groups.isEmpty()) {
      return NOTHING;
    }
    var ports = new HashSet<String>();
    var labels = new HashSet<ObjectLabel>();
    service.ifPresent(it -> labels.addAll(it.labels()));
    for (EndpointGroup group : groups) {
      ports.addAll(group.byPort().keySet());
      labels.addAll(group.labels());
    }
    return new Shape(
        service,
        groups.isEmpty() ? Optional.empty() : Optional.of(Set.copyOf(ports)),
        Set.copyOf(labels));
  }
}
