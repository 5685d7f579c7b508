package io.dtabd.naming.k8s;

import static io.dtabd.naming.k8s.World.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.live.State;
import io.dtabd.naming.Addr;
import io.dtabd.naming.Endpoint;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.LoadBalancerIngressBuilder;
import io.fabric8.kubernetes.api.model.ServiceStatusBuilder;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExternalNamerTest {

  private static final ReadPlan SERVICES =
      new ReadPlan(ReadPlan.Collections.SERVICES, ReadPlan.Reach.WHOLE_CLUSTER, Set.of("version"));
  private static final State<Addr> NO_ADDR = State.ok(new Addr.Neg());

  private World world;
  private Cluster cluster;
  private ExternalNamer namer;

  @BeforeEach
  void open() throws Exception {
    world = new World();
    cluster = world.cluster(world.whoReadsEverywhere("services"), SERVICES);
    namer = new ExternalNamer(World.PREFIX, cluster, world.hosts, Optional.empty());
    world.put(
        Objects.service(
            world.namespace,
            "web",
            "spec: {type: LoadBalancer, ports: [{name: http, port: 80, targetPort: 8080}]}\n"));
  }

  @AfterEach
  void close() throws Exception {
    cluster.close();
    world.close();
  }

  private void putIngress(LoadBalancerIngress... ingress) {
    world
        .kubernetes
        .admin()
        .services()
        .inNamespace(world.namespace)
        .withName("web")
        .editStatus(
            service -> {
              service.setStatus(
                  new ServiceStatusBuilder()
                      .withNewLoadBalancer()
                      .withIngress(ingress)
                      .endLoadBalancer()
                      .build());
              return service;
            });
  }

  private static LoadBalancerIngress ip(String ip) {
    return new LoadBalancerIngressBuilder().withIp(ip).build();
  }

  private static LoadBalancerIngress hostname(String name) {
    return new LoadBalancerIngressBuilder().withHostname(name).build();
  }

  private String path(String port) {
    return "/#/io.l5d.k8s/" + world.namespace + "/" + port + "/web";
  }

  private void awaitAddr(String port, String... ips) {
    var endpoints = new HashSet<Endpoint>();
    for (String ip : ips) {
      endpoints.add(new Endpoint(InetAddress.ofLiteral(ip), 80));
    }
    eventually(
        () ->
            assertThat(world.addr(namer, path(port)))
                .isEqualTo(State.ok(new Addr.Bound(endpoints))));
  }

  @Test
  void addressesAreThoseOfTheLoadBalancerWithTheServicesPort() {
    putIngress(ip("192.0.2.1"), ip("192.0.2.2"));
    awaitAddr("http", "192.0.2.1", "192.0.2.2");
    awaitAddr("80", "192.0.2.1", "192.0.2.2");
    putIngress(ip("192.0.2.3"));
    awaitAddr("http", "192.0.2.3");
    assertThat(world.addr(namer, path("8080"))).isEqualTo(NO_ADDR);
  }

  @Test
  void nameOfALoadBalancerIsLookedUp() {
    putIngress(hostname("lb.example"), ip("192.0.2.1"), hostname("gone.example"));
    awaitAddr("http", "192.0.2.1", "192.0.2.9");
  }

  @Test
  void serviceWithoutALoadBalancerIsNeg() {
    eventually(() -> assertThat(world.addr(namer, path("http"))).isEqualTo(NO_ADDR));
    putIngress(ip("192.0.2.1"));
    awaitAddr("http", "192.0.2.1");
    putIngress();
    eventually(() -> assertThat(world.addr(namer, path("http"))).isEqualTo(NO_ADDR));
  }

  @Test
  void labelSelectsServices() {
    var labelled = new ExternalNamer(World.PREFIX, cluster, world.hosts, Optional.of("version"));
    putIngress(ip("192.0.2.1"));
    awaitAddr("http", "192.0.2.1");
    assertThat(world.addr(labelled, path("http") + "/v1"))
        .isEqualTo(world.addr(namer, path("http")));
    assertThat(world.addr(labelled, path("http") + "/v2")).isEqualTo(NO_ADDR);
  }

  @Test
  void servicesThatMayNotBeReadFail() {
    cluster.close();
    cluster = world.cluster(world.whoReadsEverywhere("configmaps"), SERVICES);
    namer = new ExternalNamer(World.PREFIX, cluster, world.hosts, Optional.empty());
    eventually(
        () ->
            assertThat(world.addr(namer, path("http")))
                .isInstanceOfSatisfying(
                    State.Failed.class,
                    failed -> assertThat(failed.reason()).contains("list and watch services")));
  }
}
