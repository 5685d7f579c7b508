package io.dtabd.naming.k8s;

import static io.dtabd.naming.k8s.KubernetesNamerTest.bound;
import static io.dtabd.naming.k8s.World.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.Path;
import io.dtabd.k8s.tests.Kubeconfig;
import io.dtabd.k8s.tests.ServiceAccount;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import io.dtabd.naming.Addr;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where RBAC does not allow to read everything. */
class RestrictedAccessTest {

  private World world;
  private Cluster cluster;
  private KubernetesNamer namer;

  @BeforeEach
  void start() throws Exception {
    world = new World();
    world.putService("web");
    world.putSlice("web", "10.1.0.1");
    putEndpoints("10.2.0.1");
    cluster = world.cluster();
    namer = new KubernetesNamer(World.PREFIX, cluster, Optional.empty(), Optional.empty());
  }

  @AfterEach
  void close() throws Exception {
    cluster.close();
    world.close();
  }

  private void open(Kubeconfig who) {
    cluster.close();
    cluster = world.cluster(who, World.ENDPOINTS);
    namer = new KubernetesNamer(World.PREFIX, cluster, Optional.empty(), Optional.empty());
  }

  private void putEndpoints(String ip) {
    world.put(
        Objects.endpoints(
            world.namespace,
            "web",
            """
            subsets:
            - addresses: [{ip: %s, nodeName: node-a}]
              ports: [{name: http, port: 8080}]
            """
                .formatted(ip)));
  }

  private String path(String port, String service) {
    return "/#/io.l5d.k8s/" + world.namespace + "/" + port + "/" + service;
  }

  private State<Addr> addr(String port, String service) {
    return world.addr(namer, path(port, service));
  }

  private void awaitAddr(State<Addr> expected) {
    eventually(() -> assertThat(addr("http", "web")).isEqualTo(expected));
  }

  private void awaitFailure(String port, String service, String reason) {
    eventually(
        () ->
            assertThat(addr(port, service))
                .isInstanceOfSatisfying(
                    State.Failed.class, failed -> assertThat(failed.reason()).contains(reason)));
  }

  @Test
  void endpointsAreReadWhereSlicesMayNotBe() {
    open(world.whoReadsEverywhere("services", "endpoints"));
    awaitAddr(bound(8080, "10.2.0.1"));
    putEndpoints("10.2.0.2");
    awaitAddr(bound(8080, "10.2.0.2"));
    eventually(() -> assertThat(addr("80", "web")).isEqualTo(bound(8080, "10.2.0.2")));
  }

  @Test
  void slicesAreReadOnceTheyMayBe() {
    open(world.whoReadsEverywhere("services", "endpoints"));
    awaitAddr(bound(8080, "10.2.0.1"));
    world.allowEverywhere(
        new ServiceAccount(world.namespace, "everywhere-services-endpoints"),
        "services",
        "endpoints",
        "endpointslices");
    awaitAddr(bound(8080, "10.1.0.1"));
    putEndpoints("10.2.0.2");
    world.putSlice("web", "10.1.0.2");
    awaitAddr(bound(8080, "10.1.0.2"));
  }

  @Test
  void endpointsAloneDoForPortsByName() {
    open(world.whoReadsEverywhere("endpoints"));
    awaitAddr(bound(8080, "10.2.0.1"));
    assertThat(addr("other", "web")).isEqualTo(State.ok(new Addr.Neg()));
    assertThat(addr("http", "none")).isEqualTo(State.ok(new Addr.Neg()));
    awaitFailure("80", "web", "ports by number need the service");
    world.put(Objects.endpoints(world.namespace, "web", "subsets: []\n"));
    awaitAddr(bound(8080));
    world.delete(Objects.endpoints(world.namespace, "web", ""));
    awaitAddr(State.ok(new Addr.Neg()));
  }

  @Test
  void whatMayNotBeReadAtAllFailsAndSaysWhatIsNeeded() {
    open(world.whoReadsEverywhere("configmaps"));
    awaitFailure("http", "web", "dtabd needs to list and watch endpointslices");
    awaitFailure("http", "web", "is forbidden: User \"system:serviceaccount:");
  }

  @Test
  void oneNamespaceIsReadWhereNoMoreMayBe() {
    open(world.whoReadsHere("services", "endpointslices"));
    awaitAddr(bound(8080, "10.1.0.1"));
    world.putSlice("web", "10.1.0.2");
    awaitAddr(bound(8080, "10.1.0.2"));
    assertThat(names()).containsExactly(Path.read(path("http", "web")));
    String elsewhere = "/#/io.l5d.k8s/kube-system/http/web";
    eventually(() -> assertThat(world.addr(namer, elsewhere)).isInstanceOf(State.Failed.class));
  }

  @Test
  void wholeClusterIsReadOnceItMayBe() {
    open(world.whoReadsHere("services", "endpointslices"));
    awaitAddr(bound(8080, "10.1.0.1"));
    assertThat(names()).hasSize(1);
    world.allowEverywhere(
        new ServiceAccount(world.namespace, "here"), "services", "endpointslices");
    // The API server takes a moment to know of the right, and has a service of its own.
    eventually(
        () -> {
          world.timer.advance(Duration.ofMinutes(5));
          assertThat(names()).hasSizeGreaterThan(1);
        });
    world.putSlice("web", "10.1.0.2");
    awaitAddr(bound(8080, "10.1.0.2"));
  }

  @Test
  void namespaceThatNobodyNeedsIsForgotten() {
    open(world.whoReadsHere("services", "endpointslices"));
    Path path = Path.read(path("http", "web"));
    Subscription need = namer.lookup(path).observe(() -> {});
    awaitAddr(bound(8080, "10.1.0.1"));
    world.timer.advance(Duration.ofHours(1));
    assertThat(names()).hasSize(1);
    need.close();
    world.timer.advance(Duration.ofHours(1));
    assertThat(names()).isEmpty();
    awaitAddr(bound(8080, "10.1.0.1"));
  }

  @Test
  void namespacesThatAreReadOneByOneAreBounded() {
    open(world.whoReadsHere("services", "endpointslices"));
    awaitAddr(bound(8080, "10.1.0.1"));
    for (int i = 0; i < Cluster.MAX_NAMESPACES; i++) {
      world.addr(namer, "/#/io.l5d.k8s/other-" + i + "/http/web");
    }
    assertThat(world.addr(namer, "/#/io.l5d.k8s/one-more/http/web"))
        .isInstanceOfSatisfying(
            State.Failed.class,
            failed -> assertThat(failed.reason()).contains("more than 100 namespaces"));
    assertThat(addr("http", "web")).isEqualTo(bound(8080, "10.1.0.1"));
  }

  private Set<Path> names() {
    return namer.boundNames().orElseThrow().now() instanceof State.Ok<Set<Path>>(var paths)
        ? paths
        : Set.of();
  }
}
