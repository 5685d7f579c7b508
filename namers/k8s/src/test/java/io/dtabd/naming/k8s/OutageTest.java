package io.dtabd.naming.k8s;

import static io.dtabd.naming.k8s.KubernetesNamerTest.bound;
import static io.dtabd.naming.k8s.World.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.live.State;
import io.dtabd.naming.Addr;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While the API server is away. */
class OutageTest {

  private World world;
  private Cluster cluster;
  private KubernetesNamer namer;

  @BeforeEach
  void start() throws Exception {
    world = new World();
    world.putService("web");
    world.putSlice("web", "10.1.0.1");
    open();
  }

  private void open() {
    cluster = world.cluster();
    namer = new KubernetesNamer(World.PREFIX, cluster, Optional.empty(), Optional.empty());
  }

  @AfterEach
  void close() throws Exception {
    cluster.close();
    world.close();
  }

  private State<Addr> addr() {
    return world.addr(namer, "/#/io.l5d.k8s/" + world.namespace + "/http/web");
  }

  private void awaitAddr(String... ips) {
    eventually(() -> assertThat(addr()).isEqualTo(bound(8080, ips)));
  }

  @Test
  void lastKnownStateIsKeptAndItHealsAfterAKill() throws Exception {
    awaitAddr("10.1.0.1");
    assertThat(cluster.staleSince()).isEmpty();
    world.kubernetes.kill();
    eventually(() -> assertThat(cluster.staleSince()).isPresent());
    assertThat(addr()).isEqualTo(bound(8080, "10.1.0.1"));
    world.kubernetes.restart();
    world.putSlice("web", "10.1.0.2");
    awaitAddr("10.1.0.2");
    eventually(() -> assertThat(cluster.staleSince()).isEmpty());
  }

  @Test
  void frozenServerIsNoticedAndItHealsAfterwards() {
    awaitAddr("10.1.0.1");
    world.kubernetes.pause();
    eventually(() -> assertThat(cluster.staleSince()).isPresent());
    assertThat(addr()).isEqualTo(bound(8080, "10.1.0.1"));
    world.kubernetes.resume();
    world.putSlice("web", "10.1.0.2");
    awaitAddr("10.1.0.2");
    eventually(() -> assertThat(cluster.staleSince()).isEmpty());
  }

  @Test
  void namesFailWithAReasonUntilTheServerIsThere() throws Exception {
    cluster.close();
    world.kubernetes.kill();
    open();
    eventually(
        () ->
            assertThat(addr())
                .isInstanceOfSatisfying(
                    State.Failed.class,
                    failed ->
                        assertThat(failed.reason())
                            .contains(world.kubernetes.url())
                            .endsWith("connection refused")));
    world.kubernetes.restart();
    awaitAddr("10.1.0.1");
  }

  @Test
  void namesArePendingUntilTheFirstAnswer() {
    cluster.close();
    world.kubernetes.pause();
    open();
    assertThat(addr()).isEqualTo(State.pending());
    world.kubernetes.resume();
    awaitAddr("10.1.0.1");
  }
}
