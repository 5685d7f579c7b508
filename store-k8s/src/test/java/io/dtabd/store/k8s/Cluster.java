package io.dtabd.store.k8s;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.DtabSyntaxException;
import io.dtabd.k8s.tests.KubeApiServer;
import io.dtabd.k8s.tests.Kubeconfig;
import io.dtabd.k8s.tests.Kubectl;
import io.dtabd.k8s.tests.KubectlProxy;
import io.dtabd.k8s.tests.Manifests;
import io.dtabd.k8s.watch.Pace;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Kubernetes namespace in which the shipped manifests are applied, and stores with the rights
 * that these give and no others.
 */
final class Cluster implements AutoCloseable {

  /** How long stores and clients wait for the server. */
  enum Patience {
    /** However busy the machine is. */
    LONG(Duration.ofMinutes(2)),
    /** For tests of outages, which would wait for long. */
    SHORT(Duration.ofSeconds(4));

    private final Duration answer;

    Patience(Duration answer) {
      this.answer = answer;
    }

    private Pace pace() {
      return new Pace(
          answer,
          Duration.ofSeconds(3),
          new Pace.Pauses(Duration.ofMillis(50), Duration.ofSeconds(1)),
          new Pace.Pauses(Duration.ofMillis(100), Duration.ofSeconds(1)));
    }
  }

  private final Patience patience;
  private final KubeApiServer server;
  private final String namespace;
  private final Kubeconfig kubeconfig;
  private final KubernetesClient client;
  private final Kubectl kubectl;

  /**
   * @param folder for kubectl
   */
  static Cluster open(Path folder) throws Exception {
    return open(folder, Patience.LONG);
  }

  static Cluster open(Path folder, Patience patience) throws Exception {
    return new Cluster(KubeApiServer.shared(), folder, patience);
  }

  /** One on a server of its own, which is to be closed, for tests of outages. */
  static Cluster on(KubeApiServer server, Path folder) throws Exception {
    return new Cluster(server, folder, Patience.SHORT);
  }

  private Cluster(KubeApiServer server, Path folder, Patience patience) throws Exception {
    this.server = server;
    this.patience = patience;
    namespace = server.newNamespace();
    kubectl = new Kubectl(folder, server.adminKubeconfig().in(namespace));
    kubeconfig = Manifests.install(server, namespace);
    client = client(kubeconfig, patience);
  }

  /** As the server opens it. */
  static KubernetesClient client(Kubeconfig kubeconfig, Patience patience) {
    return client(Config.fromKubeconfig(kubeconfig.yaml()), patience);
  }

  /** As the server opens it. */
  static KubernetesClient client(KubectlProxy proxy) {
    Config config = Config.empty();
    config.setMasterUrl("http://127.0.0.1:" + proxy.port() + "/");
    return client(config, Patience.LONG);
  }

  private static KubernetesClient client(Config config, Patience patience) {
    Config common =
        new ConfigBuilder(config)
            .withRequestRetryBackoffLimit(0)
            .withRequestTimeout((int) patience.answer.toMillis())
            .withHttp2Disable(true)
            .withUserAgent("dtabd")
            .build();
    return new KubernetesClientBuilder()
        .withConfig(common)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .build();
  }

  /** How dtabd gets in. */
  Kubeconfig kubeconfig() {
    return kubeconfig;
  }

  KubeApiServer server() {
    return server;
  }

  String namespace() {
    return namespace;
  }

  KubernetesClient client() {
    return client;
  }

  DtabStore store() {
    return store(client);
  }

  /** A store that gets in with {@code client}. */
  DtabStore store(KubernetesClient client) {
    return KubernetesDtabStore.open(client, namespace, InstantSource.system(), patience.pace());
  }

  /** What kubectl prints; it must succeed. */
  String run(String... args) throws IOException, InterruptedException {
    return run(Map.of(), args);
  }

  String run(Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    Kubectl.Result result = kubectl.run(environment, args);
    if (result.status() != 0) {
      throw new AssertionError("kubectl " + List.of(args) + ": " + result.err());
    }
    return result.out();
  }

  void applyYaml(String yaml) throws IOException, InterruptedException {
    Path file = Files.writeString(Files.createTempFile("manifest", ".yaml"), yaml);
    try {
      run("apply", "-f", file.toString());
    } finally {
      Files.delete(file);
    }
  }

  /** A DTab with what {@code text} says, or with something of the kind if that is no dtab. */
  void applyDtab(Namespace name, String text) throws IOException, InterruptedException {
    var yaml =
        new StringBuilder(
            "apiVersion: l5d.io/v1alpha1\nkind: DTab\nmetadata: {name: %s}\n".formatted(name));
    List<String[]> dentries = dentries(text);
    yaml.append(dentries.isEmpty() ? "dentries: []\n" : "dentries:\n");
    for (String[] dentry : dentries) {
      yaml.append("- {prefix: \"%s\", dst: \"%s\"}\n".formatted(dentry[0], dentry[1]));
    }
    applyYaml(yaml.toString());
  }

  private static List<String[]> dentries(String text) {
    var dentries = new ArrayList<String[]>();
    try {
      for (Dentry dentry : Dtab.read(text).dentries()) {
        dentries.add(dentry.show().split("=>", 2));
      }
    } catch (DtabSyntaxException e) {
      dentries.add(text.split(" => ", 2));
    }
    return dentries;
  }

  @Override
  public void close() {
    client.close();
  }
}
