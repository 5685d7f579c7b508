package io.dtabd.naming.k8s;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.LoadBalancerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.ServiceStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What matters here of a Service object.
 *
 * @param ports those of TCP
 * @param labels those that namers select by
 * @param family which of the addresses of a cluster with two families are its own
 * @param ingress names or addresses of its load balancers, as far as it has any
 */
record KubernetesService(
    ServiceName name,
    List<Port> ports,
    Set<ObjectLabel> labels,
    Optional<AddressFamily> family,
    List<String> ingress) {

  /**
   * @param name as its endpoints have it too; empty if it has none, which one port alone may
   * @param number at which the service is reached
   * @param target the number, or the name, of the port of a pod
   */
  record Port(String name, int number, String target) {}

  /**
   * An ExternalName is nothing but an alias in DNS: it has no endpoints, whatever its ports say.
   */
  private static final String ALIAS = "ExternalName";

  static KubernetesService read(Service service, Set<String> labelKeys) {
    ObjectMeta meta = service.getMetadata();
    Optional<ServiceSpec> spec = Optional.ofNullable(service.getSpec());
    return new KubernetesService(
        new ServiceName(meta.getNamespace(), meta.getName()),
        spec.filter(it -> !ALIAS.equals(it.getType()))
            .map(KubernetesService::ports)
            .orElse(List.of()),
        ObjectLabel.of(meta, labelKeys),
        spec.flatMap(it -> Fields.list(it.getIpFamilies()).stream().findFirst())
            .flatMap(AddressFamily::of),
        ingress(service));
  }

  private static List<Port> ports(ServiceSpec spec) {
    return Fields.list(spec.getPorts()).stream()
        .filter(port -> Fields.isTcp(port.getProtocol()))
        .map(
            port ->
                new Port(
                    Fields.text(port.getName()),
                    port.getPort(),
                    target(port.getTargetPort(), port.getPort())))
        .toList();
  }

  private static String target(@Nullable IntOrString target, int number) {
    return target == null || target.getValue() == null
        ? Integer.toString(number)
        : target.getValue().toString();
  }

  private static List<String> ingress(Service service) {
    return Optional.ofNullable(service.getStatus())
        .map(ServiceStatus::getLoadBalancer)
        .map(LoadBalancerStatus::getIngress)
        .stream()
        .flatMap(List::stream)
        .flatMap(KubernetesService::host)
        .toList();
  }

  private static Stream<String> host(LoadBalancerIngress ingress) {
    return Stream.of(
            Optional.ofNullable(ingress.getHostname()), Optional.ofNullable(ingress.getIp()))
        .flatMap(Optional::stream)
        .filter(host -> !host.isEmpty())
        .limit(1);
  }

  Optional<Port> port(PortLabel label) {
    return ports.stream().filter(label::isOf).findFirst();
  }
}
