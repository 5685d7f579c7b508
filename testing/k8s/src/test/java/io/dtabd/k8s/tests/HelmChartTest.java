package io.dtabd.k8s.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dtabd.testing.peers.Checkout;
import io.dtabd.testing.peers.Peers;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Helm chart: what it installs is what the kustomization does, and its switches work. */
class HelmChartTest {

  private static final String CHART = Checkout.file("docker/helm/dtabd").toString();
  private static final String MANIFESTS = Checkout.file("docker/kubernetes").toString();

  private static final int PATIENCE_SECONDS = 180;
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private static KubeApiServer server;

  @TempDir private Path folder;
  private Path helm;
  private Kubectl kubectl;
  private Path kubeconfig;

  /** A server of its own, for Helm defines resources for all of it. */
  @BeforeAll
  static void startServer() throws Exception {
    requireHelm();
    server = KubeApiServer.start();
  }

  private static Path requireHelm() {
    return Peers.require("helm", "go install helm.sh/helm/v3/cmd/helm@v3.18.6");
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  /** In a namespace that warns of every pod which asks for more rights than it needs. */
  @BeforeEach
  void connect() throws Exception {
    helm = requireHelm();
    String namespace = server.newNamespace();
    Kubeconfig admin = server.adminKubeconfig().in(namespace);
    kubectl = new Kubectl(folder, admin);
    kubeconfig = admin.write(Files.createTempFile(folder, "helm", ""));
    kubectl.run("label", "namespace", namespace, "pod-security.kubernetes.io/warn=restricted");
  }

  private String helm(String... args) throws Exception {
    var command = new ArrayList<>(List.of(helm.toString()));
    command.addAll(Arrays.asList(args));
    Path said = Files.createTempFile(folder, "said", "");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    builder.environment().put("HELM_CACHE_HOME", folder.resolve("cache").toString());
    builder.environment().put("HELM_CONFIG_HOME", folder.resolve("config").toString());
    builder.environment().put("HELM_DATA_HOME", folder.resolve("data").toString());
    Process process = builder.start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    String text = Files.readString(said, UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }

  /** What is rendered for the namespace {@code default}. */
  private String rendered(String... options) throws Exception {
    var args =
        new ArrayList<>(
            List.of("template", "dtabd", CHART, "--namespace=default", "--kube-version=1.33.0"));
    args.addAll(Arrays.asList(options));
    return helm(args.toArray(String[]::new));
  }

  /**
   * The objects of a text by kind and name, without what may differ between the chart and the
   * kustomization: what only Helm understands, how a changed configuration is noticed, and the
   * default namespace, which an object need not name.
   */
  private static Map<String, JsonNode> objects(String text) {
    var objects = new TreeMap<String, JsonNode>();
    for (String part :
        text.replaceAll("dtabd-config-[a-z0-9]{10}", "dtabd-config").split("(?m)^---$")) {
      JsonNode object = YAML.unmarshal(part, JsonNode.class);
      if (object instanceof ObjectNode node) {
        forgetAnnotations(node.path("metadata"));
        forgetAnnotations(node.path("spec").path("template").path("metadata"));
        if (node.path("metadata").path("namespace").asText().equals("default")) {
          ((ObjectNode) node.path("metadata")).remove("namespace");
        }
        if (node.path("data") instanceof ObjectNode data && data.has("namerd.yml")) {
          data.set("namerd.yml", YAML.unmarshal(data.path("namerd.yml").asText(), JsonNode.class));
        }
        String name = node.path("metadata").path("name").asText();
        assertThat(objects.put(node.path("kind").asText() + " " + name, node)).isNull();
      }
    }
    return objects;
  }

  private static void forgetAnnotations(JsonNode metadata) {
    if (metadata.path("annotations") instanceof ObjectNode annotations) {
      annotations.remove(List.of("helm.sh/hook", "helm.sh/hook-delete-policy", "checksum/config"));
      if (annotations.isEmpty()) {
        ((ObjectNode) metadata).remove("annotations");
      }
    }
  }

  @Test
  void installsByDefaultWhatTheKustomizationDoes() throws Exception {
    Map<String, JsonNode> kustomized = objects(kubectl.run("kustomize", MANIFESTS).out());
    assertThat(kustomized).hasSizeGreaterThan(10);
    Map<String, JsonNode> rendered = objects(rendered("--include-crds"));
    assertThat(rendered).containsOnlyKeys(kustomized.keySet());
    assertThat(rendered).allSatisfy((name, it) -> assertThat(it).isEqualTo(kustomized.get(name)));
  }

  @Test
  void monitoringIsSwitchedOnAsInItsKustomization() throws Exception {
    Map<String, JsonNode> with = objects(rendered("--set-json=serviceMonitor={\"enabled\":true}"));
    assertThat(with)
        .containsAllEntriesOf(objects(kubectl.run("kustomize", MANIFESTS + "/monitoring").out()));
  }

  @Test
  void whatIsSwitchedOffIsNotThere() throws Exception {
    var all = new ArrayList<>(objects(rendered()).keySet());
    var some =
        objects(
            rendered(
                "--set-json=replicas=1",
                "--set-json=networkPolicy={\"enabled\":false}",
                "--set-json=dtabs=null",
                "--set-json=storage={\"kind\":\"io.l5d.etcd\",\"host\":\"etcd\"}"));
    all.removeAll(some.keySet());
    assertThat(all)
        .containsExactly(
            "ConfigMap dtabd-first-dtabs",
            "Job dtabd-first-dtabs",
            "NetworkPolicy dtabd",
            "PodDisruptionBudget dtabd",
            "Role dtabd-store",
            "RoleBinding dtabd-store");
    assertThat(some)
        .extractingByKey("ConfigMap dtabd-config")
        .asString()
        .contains("\"storage\":{")
        .contains("\"kind\":\"io.l5d.etcd\"")
        .doesNotContain("namespace");
  }

  @Test
  void replicasFindEachOtherReadyOrNot() throws Exception {
    JsonNode service = object("Service dtabd-headless");
    assertThat(service.at("/spec/clusterIP").asText()).isEqualTo("None");
    assertThat(service.at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
    assertThat(peers()).isEqualTo("{\"dns\":\"dtabd-headless\",\"port\":9991}");
  }

  @Test
  void aSecretOfTheReplicasIsMountedWhereTheConfigurationSays() throws Exception {
    String secret = "--set=peers.secretName=dtabd-peers";
    assertThat(peers(secret))
        .isEqualTo(
            "{\"dns\":\"dtabd-headless\",\"port\":9991,\"secretFile\":\"/etc/dtabd-peers/secret\"}");
    JsonNode pod = object("Deployment dtabd", secret).at("/spec/template/spec");
    assertThat(pod.at("/volumes").toString()).contains("\"secretName\":\"dtabd-peers\"");
    assertThat(pod.at("/containers/0/volumeMounts").toString())
        .contains("\"mountPath\":\"/etc/dtabd-peers\"");
  }

  private JsonNode object(String name, String... options) throws Exception {
    Map<String, JsonNode> all = objects(rendered(options));
    assertThat(all).containsKey(name);
    return all.getOrDefault(name, NullNode.getInstance());
  }

  private String peers(String... options) throws Exception {
    return object("ConfigMap dtabd-config", options)
        .at("/data/namerd.yml")
        .get("io.dtabd.peers")
        .toString();
  }

  @Test
  void helmFindsNothingToComplainOf() throws Exception {
    assertThat(helm("lint", "--strict", CHART)).contains("0 chart(s) failed");
  }

  @Test
  void apiServerAcceptsItWithEveryValueGiven() throws Exception {
    Path manifest =
        Files.writeString(
            folder.resolve("chart.yaml"),
            rendered(
                "--set-json=image={\"repository\":\"registry.example.com/dtabd\",\"tag\":\"0.1.0\"}",
                "--set-json=replicas=3",
                "--set-json=dtabs={\"a.b\":\"/svc => /$/inet/127.1/80\"}",
                "--set=peers.secretName=dtabd-peers",
                "--set-json=volumes=[{\"name\":\"certs\",\"secret\":{\"secretName\":\"etcd-certs\"}}]",
                "--set-json=volumeMounts=[{\"name\":\"certs\",\"mountPath\":\"/certs\"}]"));
    Kubectl.Result applied =
        kubectl.run("apply", "--dry-run=server", "-n", "default", "-f", manifest.toString());
    assertThat(applied.status()).as(applied.err()).isZero();
    assertThat(applied.err()).doesNotContain("Warning");
  }

  /** Without pods, for there is nobody who would run them: the Job is not waited for. */
  @Test
  void helmInstallsAndChangesAReleaseOnTheApiServer() throws Exception {
    helm("install", "dtabd", CHART, "--no-hooks");
    String before = kubectl.run("get", "deployment", "dtabd", "-o", "yaml").out();
    assertThat(before).contains("replicas: 2\n", "image: dtabd:latest");

    helm("upgrade", "dtabd", CHART, "--no-hooks", "--set=replicas=3", "--set=namers=null");
    String after = kubectl.run("get", "deployment", "dtabd", "-o", "yaml").out();
    assertThat(after).contains("replicas: 3\n");
    assertThat(checksum(after)).as("so pods are replaced").isNotEqualTo(checksum(before));

    helm("uninstall", "dtabd", "--no-hooks");
    assertThat(kubectl.run("get", "deployment").out()).isEmpty();
  }

  private static String checksum(String deployment) {
    return deployment.lines().filter(line -> line.contains("checksum/config:")).toList().toString();
  }
}
