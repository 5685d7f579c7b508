package io.dtabd.naming.k8s;

import static io.dtabd.naming.k8s.World.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.State;
import io.dtabd.naming.Addr;
import io.dtabd.naming.BoundName;
import io.dtabd.naming.Endpoint;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a cluster all of which may be read. */
class KubernetesNamerTest {

  private static final State<Addr> NO_ADDR = State.ok(new Addr.Neg());
  private static final State<NameTree<BoundName>> NEG = State.ok(NameTree.neg());

  private World world;
  private Cluster cluster;
  private KubernetesNamer namer;

  @BeforeEach
  void open() throws Exception {
    world = new World();
    cluster = world.cluster();
    namer = new KubernetesNamer(World.PREFIX, cluster, Optional.empty(), Optional.empty());
  }

  @AfterEach
  void close() throws Exception {
    cluster.close();
    world.close();
  }

  private String path(String port, String service) {
    return "/#/io.l5d.k8s/" + world.namespace + "/" + port + "/" + service;
  }

  private State<Addr> addr(String port, String service) {
    return world.addr(namer, path(port, service));
  }

  static State<Addr> bound(int port, String... ips) {
    var endpoints = new HashSet<Endpoint>();
    for (String ip : ips) {
      endpoints.add(
          new Endpoint(
              InetAddress.ofLiteral(ip), port, OptionalDouble.empty(), Optional.of("node-a")));
    }
    return State.ok(new Addr.Bound(endpoints));
  }

  private void awaitAddr(String service, State<Addr> expected) {
    eventually(() -> assertThat(addr("http", service)).isEqualTo(expected));
  }

  @Test
  void serviceIsBoundToItsEndpoints() {
    world.putService("web");
    world.putSlice("web", "10.1.0.1", "10.1.0.2");
    awaitAddr("web", bound(8080, "10.1.0.1", "10.1.0.2"));
    assertThat(world.bind(namer, path("HTTP", "Web") + "/Rest"))
        .isInstanceOfSatisfying(
            State.Ok.class,
            ok ->
                assertThat(ok.value())
                    .isInstanceOfSatisfying(
                        NameTree.Leaf.class,
                        leaf -> {
                          var name = (BoundName) leaf.value();
                          assertThat(name.id().show()).isEqualTo(path("http", "web"));
                          assertThat(name.residual().show()).isEqualTo("/Rest");
                        }));
  }

  @Test
  void endpointsThatComeAndGoAreFollowed() {
    world.putService("web");
    world.putSlice("web", "10.1.0.1");
    awaitAddr("web", bound(8080, "10.1.0.1"));
    world.putSlice("web", "10.1.0.1", "10.1.0.2", "10.1.0.3");
    awaitAddr("web", bound(8080, "10.1.0.1", "10.1.0.2", "10.1.0.3"));
    world.putSlice("web", "10.1.0.3");
    awaitAddr("web", bound(8080, "10.1.0.3"));
  }

  @Test
  void endpointsOfAllSlicesCount() {
    world.putService("web");
    world.putSlice("web", "10.1.0.1");
    var second =
        world.put(
            Objects.slice(
                world.namespace,
                "web-2",
                "web",
                """
                addressType: IPv4
                endpoints: [{addresses: [10.1.0.2], nodeName: node-a}]
                ports: [{name: http, port: 8080}]
                """));
    awaitAddr("web", bound(8080, "10.1.0.1", "10.1.0.2"));
    world.delete(second);
    awaitAddr("web", bound(8080, "10.1.0.1"));
  }

  @Test
  void serviceWithoutEndpointsIsBoundAndEmpty() {
    world.putService("web");
    awaitAddr("web", bound(8080));
    world.putSlice("web", "10.1.0.1");
    awaitAddr("web", bound(8080, "10.1.0.1"));
    world.putSlice("web");
    awaitAddr("web", bound(8080));
  }

  @Test
  void serviceThatVanishesIsNegAndMayComeAgain() {
    world.putService("web");
    world.putSlice("web", "10.1.0.1");
    awaitAddr("web", bound(8080, "10.1.0.1"));
    world.delete(Objects.service(world.namespace, "web", ""));
    awaitAddr("web", NO_ADDR);
    assertThat(world.bind(namer, path("http", "web"))).isEqualTo(NEG);
    world.putService("web");
    awaitAddr("web", bound(8080, "10.1.0.1"));
  }

  @Test
  void portByNumberIsThatOfTheService() {
    world.putService("web");
    world.putSlice("web", "10.1.0.1");
    eventually(() -> assertThat(addr("80", "web")).isEqualTo(bound(8080, "10.1.0.1")));
    assertThat(addr("8080", "web")).isEqualTo(NO_ADDR);
    assertThat(addr("admin", "web")).isEqualTo(NO_ADDR);
  }

  @Test
  void whatCannotBeAServiceIsNeg() {
    awaitAddr("none", NO_ADDR);
    assertThat(world.bind(namer, "/#/io.l5d.k8s")).isEqualTo(NEG);
    assertThat(world.bind(namer, "/#/io.l5d.k8s/default/http")).isEqualTo(NEG);
    assertThat(world.bind(namer, path("http", "no_name"))).isEqualTo(NEG);
    assertThat(world.bind(namer, path("70000", "web"))).isEqualTo(NEG);
  }

  @Test
  void labelSelectsServices() {
    var labelled =
        new KubernetesNamer(World.PREFIX, cluster, Optional.empty(), Optional.of("version"));
    world.putService("web");
    world.putSlice("web", "10.1.0.1");
    eventually(
        () ->
            assertThat(world.addr(labelled, path("http", "web") + "/v1"))
                .isEqualTo(bound(8080, "10.1.0.1")));
    assertThat(world.addr(labelled, path("http", "web") + "/v2")).isEqualTo(NO_ADDR);
    assertThat(world.bind(labelled, path("http", "web"))).isEqualTo(NEG);
    assertThat(names(labelled)).contains(path("http", "web") + "/v1");
  }

  @Test
  void namespaceMayBeGivenOnceForAll() {
    var fixed =
        new KubernetesNamer(World.PREFIX, cluster, Optional.of(world.namespace), Optional.empty());
    world.putService("web");
    world.putSlice("web", "10.1.0.1");
    eventually(
        () ->
            assertThat(world.addr(fixed, "/#/io.l5d.k8s/http/web"))
                .isEqualTo(bound(8080, "10.1.0.1")));
    assertThat(names(fixed)).containsExactly("/#/io.l5d.k8s/http/web");
  }

  @Test
  void namesAreListed() {
    world.putService("web");
    world.put(Objects.service(world.namespace, "unnamed", "spec: {ports: [{port: 81}]}\n"));
    eventually(() -> assertThat(names(namer)).contains(path("http", "web"), path("81", "unnamed")));
    world.delete(Objects.service(world.namespace, "web", ""));
    eventually(() -> assertThat(names(namer)).doesNotContain(path("http", "web")));
  }

  private static Set<String> names(KubernetesNamer namer) {
    var shown = new HashSet<String>();
    if (namer.boundNames().orElseThrow().now() instanceof State.Ok<Set<Path>>(var paths)) {
      paths.forEach(path -> shown.add(path.show()));
    }
    return shown;
  }

  @Test
  void lookupsOfOnePathAreEqual() {
    Path path = Path.read(path("http", "web"));
    assertThat(namer.lookup(path)).isEqualTo(namer.lookup(path));
    assertThat(namer.lookup(path)).isNotEqualTo(namer.lookup(path.concat(Path.of("rest"))));
  }

  @Test
  void podsThatComeAndGoBindNothingAnew() {
    world.putService("web");
    world.putSlice("web", "10.1.0.1");
    awaitAddr("web", bound(8080, "10.1.0.1"));
    var before = world.bind(namer, path("http", "web"));
    world.putSlice("web", "10.1.0.2");
    awaitAddr("web", bound(8080, "10.1.0.2"));
    assertThat(world.bind(namer, path("http", "web"))).isEqualTo(before);
  }
}
