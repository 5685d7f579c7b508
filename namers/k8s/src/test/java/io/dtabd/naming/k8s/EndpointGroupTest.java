package io.dtabd.naming.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.naming.Endpoint;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EndpointGroupTest {

  private static EndpointGroup slice(String rest) {
    return EndpointGroup.read(Objects.slice("ns", "web-abc", "web", rest), Set.of("version"));
  }

  private static EndpointGroup endpoints(String rest) {
    return EndpointGroup.read(Objects.endpoints("ns", "web", rest), Set.of("version"));
  }

  private static Endpoint endpoint(String ip, int port) {
    return new Endpoint(InetAddress.ofLiteral(ip), port);
  }

  @Test
  void sliceNamesItsServiceAndNodes() {
    EndpointGroup group =
        slice(
            """
            addressType: IPv4
            endpoints:
            - addresses: [10.0.0.1]
              nodeName: node-a
            ports:
            - {name: http, port: 8080}
            """);
    assertThat(group)
        .isEqualTo(
            new EndpointGroup(
                new EndpointGroup.Id("ns", "web-abc"),
                Optional.of(new ServiceName("ns", "web")),
                Optional.of(AddressFamily.IPV4),
                Set.of(new ObjectLabel("version", "v1")),
                java.util.Map.of(
                    "http",
                    List.of(
                        new Endpoint(
                            InetAddress.ofLiteral("10.0.0.1"),
                            8080,
                            OptionalDouble.empty(),
                            Optional.of("node-a"))))));
  }

  @Test
  void endpointsThatAreNotReadyAreLeftOut() {
    EndpointGroup group =
        slice(
            """
            addressType: IPv4
            endpoints:
            - addresses: [10.0.0.1]
              conditions: {ready: true}
            - addresses: [10.0.0.2]
              conditions: {ready: false, serving: true, terminating: true}
            - addresses: [10.0.0.3]
              conditions: {}
            ports:
            - {name: http, port: 80}
            """);
    assertThat(group.byPort().get("http"))
        .containsExactly(endpoint("10.0.0.1", 80), endpoint("10.0.0.3", 80));
  }

  @Test
  void portsOfOtherProtocolsAndWithoutNumbersAreLeftOut() {
    EndpointGroup group =
        slice(
            """
            addressType: IPv6
            endpoints:
            - addresses: ["fd00::1"]
            ports:
            - {name: dns, port: 53, protocol: UDP}
            - {name: all}
            - {name: dns-tcp, port: 53, protocol: TCP}
            """);
    assertThat(group.byPort()).containsOnlyKeys("dns-tcp");
    assertThat(group.byPort().get("dns-tcp")).containsExactly(endpoint("fd00::1", 53));
  }

  @Test
  void sliceWithoutEndpointsHasItsPortsAllTheSame() {
    EndpointGroup group =
        slice(
            """
            addressType: IPv4
            endpoints: null
            ports:
            - {port: 80}
            """);
    assertThat(group.byPort()).containsOnlyKeys("");
    assertThat(group.byPort().get("")).isEmpty();
  }

  @Test
  void sliceOfHostNamesIsNobodys() {
    EndpointGroup group =
        slice(
            """
            addressType: FQDN
            endpoints:
            - addresses: [web.example]
            ports:
            - {name: http, port: 80}
            """);
    assertThat(group.service()).isEmpty();
  }

  @Test
  void sliceOfNoServiceIsNobodys() {
    var slice = Objects.slice("ns", "web-abc", "web", "addressType: IPv4\nendpoints: []\n");
    slice.getMetadata().setLabels(null);
    assertThat(EndpointGroup.read(slice, Set.of()).service()).isEmpty();
  }

  @Test
  void addressThatIsNoneIsLeftOut() {
    EndpointGroup group =
        slice(
            """
            addressType: IPv4
            endpoints:
            - addresses: [localhost]
            - addresses: [10.0.0.1]
            ports:
            - {name: http, port: 80}
            """);
    assertThat(group.byPort().get("http")).containsExactly(endpoint("10.0.0.1", 80));
  }

  @Test
  void subsetsOfEndpointsAreJoined() {
    EndpointGroup group =
        endpoints(
            """
            subsets:
            - addresses:
              - {ip: 10.0.0.1}
              notReadyAddresses:
              - {ip: 10.0.0.9}
              ports:
              - {name: http, port: 80}
            - addresses:
              - {ip: 10.0.0.2}
              ports:
              - {name: http, port: 8080}
              - {name: admin, port: 81}
              - {name: dns, port: 53, protocol: UDP}
            """);
    assertThat(group.service()).contains(new ServiceName("ns", "web"));
    assertThat(group.byPort()).containsOnlyKeys("http", "admin");
    assertThat(group.byPort().get("http"))
        .containsExactly(endpoint("10.0.0.1", 80), endpoint("10.0.0.2", 8080));
    assertThat(group.byPort().get("admin")).containsExactly(endpoint("10.0.0.2", 81));
  }

  @Test
  void endpointsWithNothingInThemAreThere() {
    assertThat(endpoints("subsets: null\n").byPort()).isEmpty();
  }
}
