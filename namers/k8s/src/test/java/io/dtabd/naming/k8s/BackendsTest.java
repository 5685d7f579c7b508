package io.dtabd.naming.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.naming.Endpoint;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackendsTest {

  private static final EndpointGroup ONE =
      group(
          """
          addressType: IPv4
          endpoints:
          - addresses: [10.0.0.1]
          ports:
          - {name: http, port: 8080}
          - {name: admin, port: 9990}
          """);

  private static final EndpointGroup SIX =
      group(
          """
          addressType: IPv6
          endpoints:
          - addresses: ["fd00::1"]
          ports:
          - {name: http, port: 8080}
          """);

  private static EndpointGroup group(String rest) {
    return EndpointGroup.read(Objects.slice("ns", "web-abc", "web", rest), Set.of());
  }

  private static Optional<KubernetesService> service(String spec) {
    return Optional.of(
        KubernetesService.read(Objects.service("ns", "web", "spec:\n" + spec), Set.of()));
  }

  private static Set<Endpoint> at(
      String port, Optional<KubernetesService> service, EndpointGroup... groups) {
    return Backends.of(service, List.of(groups)).at(PortLabel.of(port).orElseThrow(), service);
  }

  private static Set<Endpoint> endpoints(String ip, int port) {
    return Set.of(new Endpoint(InetAddress.ofLiteral(ip), port));
  }

  @Test
  void portByNameIsThatOfTheEndpoints() {
    assertThat(at("admin", Optional.empty(), ONE)).isEqualTo(endpoints("10.0.0.1", 9990));
    assertThat(at("other", Optional.empty(), ONE)).isEmpty();
  }

  @Test
  void portByNumberIsTheOneThatTheServiceCallsSo() {
    var service = service("  ports: [{name: admin, port: 80, targetPort: 8080}]\n");
    assertThat(at("80", service, ONE)).isEqualTo(endpoints("10.0.0.1", 9990));
    assertThat(at("8080", service, ONE)).isEmpty();
  }

  @Test
  void portByNumberIsFoundByTheTargetsNumberWhereNamesDiffer() {
    assertThat(at("80", service("  ports: [{port: 80, targetPort: 8080}]\n"), ONE))
        .isEqualTo(endpoints("10.0.0.1", 8080));
    assertThat(at("8080", service("  ports: [{port: 8080}]\n"), ONE))
        .isEqualTo(endpoints("10.0.0.1", 8080));
  }

  @Test
  void portByNumberIsFoundByTheTargetsNameWhereNamesDiffer() {
    assertThat(at("80", service("  ports: [{name: web, port: 80, targetPort: http}]\n"), ONE))
        .isEqualTo(endpoints("10.0.0.1", 8080));
  }

  @Test
  void ofTwoFamiliesTheServicesOwnCounts() {
    assertThat(at("http", service("  ipFamilies: [IPv6, IPv4]\n"), ONE, SIX))
        .isEqualTo(endpoints("fd00::1", 8080));
    assertThat(at("http", service("  ipFamilies: [IPv4]\n"), ONE, SIX))
        .isEqualTo(endpoints("10.0.0.1", 8080));
    assertThat(at("http", Optional.empty(), ONE, SIX)).hasSize(2);
  }

  @Test
  void aliasHasNoPorts() {
    var alias = service("  type: ExternalName\n  externalName: a.b\n  ports: [{port: 80}]\n");
    assertThat(alias.orElseThrow().ports()).isEmpty();
  }

  @Test
  void portsOfOtherProtocolsArePassedOver() {
    var service =
        service("  ports: [{name: dns, port: 53, protocol: UDP}, {name: tcp, port: 53}]\n");
    assertThat(service.orElseThrow().ports())
        .containsExactly(new KubernetesService.Port("tcp", 53, "53"));
  }

  @Test
  void loadBalancerIsKnownByNameOrAddress() {
    var service =
        KubernetesService.read(
            Objects.service(
                "ns",
                "web",
                """
                status:
                  loadBalancer:
                    ingress:
                    - {ip: 192.0.2.1}
                    - {hostname: lb.example, ip: 192.0.2.2}
                    - {}
                """),
            Set.of("version"));
    assertThat(service.ingress()).containsExactly("192.0.2.1", "lb.example");
    assertThat(service.labels()).containsExactly(new ObjectLabel("version", "v1"));
  }
}
