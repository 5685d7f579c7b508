package io.dtabd.naming.k8s;

import static org.awaitility.Awaitility.await;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.k8s.tests.KubeApiServer;
import io.dtabd.k8s.tests.Kubeconfig;
import io.dtabd.k8s.tests.ServiceAccount;
import io.dtabd.k8s.watch.Pace;
import io.dtabd.live.Derived;
import io.dtabd.live.ManualTimer;
import io.dtabd.live.State;
import io.dtabd.naming.Addr;
import io.dtabd.naming.BoundName;
import io.dtabd.naming.Hosts;
import io.dtabd.naming.Interpreter;
import io.dtabd.naming.Namer;
import io.dtabd.naming.Namers;
import io.dtabd.naming.SystemNamer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** A Kubernetes namespace of a test's own on the real API server, and namers that read it. */
final class World implements AutoCloseable {

  static final Path PREFIX = Path.read("/#/io.l5d.k8s");

  static final ReadPlan ENDPOINTS =
      new ReadPlan(
          ReadPlan.Collections.SERVICES_AND_ENDPOINTS,
          ReadPlan.Reach.WHOLE_CLUSTER,
          Set.of("version"));

  private static final Pace.Pauses SHORT =
      new Pace.Pauses(Duration.ofMillis(20), Duration.ofMillis(200));
  private static final Pace PACE =
      new Pace(Duration.ofSeconds(2), Duration.ofSeconds(2), SHORT, SHORT);

  final KubeApiServer kubernetes;
  final String namespace;
  final ManualTimer timer = new ManualTimer();
  final Derived.Setting setting =
      new Derived.Setting(Runnable::run, timer, Duration.ofMinutes(1), Duration.ofSeconds(1));
  final Hosts hosts =
      new Hosts(World::lookup, Runnable::run, timer, InstantSource.system(), Hosts.Pace.DEFAULT);

  World() throws IOException {
    kubernetes = KubeApiServer.shared();
    namespace = kubernetes.newNamespace();
  }

  private static InetAddress[] lookup(String host) throws UnknownHostException {
    if (host.equals("lb.example")) {
      return new InetAddress[] {InetAddress.ofLiteral("192.0.2.9")};
    }
    throw new UnknownHostException(host);
  }

  Cluster cluster(Kubeconfig who, ReadPlan readPlan) {
    return Cluster.open(
        Config.fromKubeconfig(who.yaml()),
        readPlan,
        PACE,
        setting,
        InstantSource.system(),
        RandomGenerator.getDefault());
  }

  Cluster cluster() {
    return cluster(kubernetes.adminKubeconfig(), ENDPOINTS);
  }

  /** Makes an object, or makes it what it is here. */
  <T extends HasMetadata> T put(T object) {
    return kubernetes.admin().resource(object).serverSideApply();
  }

  void delete(HasMetadata object) {
    kubernetes.admin().resource(object).delete();
  }

  /** Somebody who may list and watch these in all namespaces, and nothing else. */
  Kubeconfig whoReadsEverywhere(String... resources) {
    var account = new ServiceAccount(namespace, "everywhere-" + String.join("-", resources));
    allowEverywhere(account, resources);
    return kubernetes.kubeconfig(account);
  }

  void allowEverywhere(ServiceAccount account, String... resources) {
    String name = account.namespace() + "-" + account.name();
    put(
        new ClusterRoleBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withRules(rule(resources))
            .build());
    put(
        new ClusterRoleBindingBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", name)
            .addNewSubject("", "ServiceAccount", account.name(), account.namespace())
            .build());
  }

  /** Somebody who may list and watch these in the namespace, and nothing else. */
  Kubeconfig whoReadsHere(String... resources) {
    var account = new ServiceAccount(namespace, "here");
    put(
        new RoleBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName("here")
            .endMetadata()
            .withRules(rule(resources))
            .build());
    put(
        new RoleBindingBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName("here")
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "Role", "here")
            .addNewSubject("", "ServiceAccount", "here", namespace)
            .build());
    return kubernetes.kubeconfig(account);
  }

  private static PolicyRule rule(String... resources) {
    return new PolicyRuleBuilder()
        .withApiGroups("", "discovery.k8s.io")
        .withResources(resources)
        .withVerbs("list", "watch")
        .build();
  }

  /** A service with one port. */
  void putService(String name) {
    put(Objects.service(namespace, name, "spec: {ports: [{name: http, port: 80}]}\n"));
  }

  /** A slice of a service, with endpoints at port 8080 of these addresses. */
  void putSlice(String service, String... addresses) {
    put(
        Objects.slice(
            namespace,
            service + "-1",
            service,
            """
            addressType: IPv4
            endpoints: [%s]
            ports: [{name: http, port: 8080}]
            """
                .formatted(
                    Arrays.stream(addresses)
                        .map("{addresses: [%s], nodeName: node-a}"::formatted)
                        .collect(Collectors.joining(", ")))));
  }

  /** What the namer's path leads to. */
  State<NameTree<BoundName>> bind(Namer namer, String path) {
    return derived(reads -> interpreter(namer).bind(Dtab.EMPTY, Path.read(path), reads));
  }

  /** The addresses of an id. */
  State<Addr> addr(Namer namer, String id) {
    return derived(reads -> interpreter(namer).addr(Path.read(id), reads));
  }

  private Interpreter interpreter(Namer namer) {
    return new Interpreter(
        new Namers(Map.of(Path.read("/#/io.l5d.k8s"), namer), new SystemNamer(hosts)));
  }

  private <T> State<T> derived(Derived.Computation<T> computation) {
    return new Derived<>(setting, computation).now();
  }

  /** Waits until this is so, as slow as a busy machine may be. */
  static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
    await().atMost(Duration.ofMinutes(2)).untilAsserted(assertion);
  }

  @Override
  public void close() throws IOException {
    kubernetes.resume();
    kubernetes.restart();
  }
}
