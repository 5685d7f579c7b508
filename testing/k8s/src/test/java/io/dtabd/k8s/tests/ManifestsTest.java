package io.dtabd.k8s.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.testing.peers.Checkout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests that users apply, as a real API server takes them. */
class ManifestsTest {

  private static final String MANIFESTS = Checkout.file("docker/kubernetes").toString();

  @TempDir private Path folder;
  private Kubectl kubectl;

  /** In a namespace that warns of every pod which asks for more rights than it needs. */
  @BeforeEach
  void connect() throws Exception {
    KubeApiServer server = KubeApiServer.shared();
    String namespace = server.newNamespace();
    kubectl = new Kubectl(folder, server.adminKubeconfig().in(namespace));
    kubectl.run("label", "namespace", namespace, "pod-security.kubernetes.io/warn=restricted");
  }

  @Test
  void apiServerAcceptsEveryManifestWithoutAWarning() throws Exception {
    Kubectl.Result applied = kubectl.run("apply", "--dry-run=server", "-k", MANIFESTS);
    assertThat(applied.status()).as(applied.err()).isZero();
    assertThat(applied.err()).doesNotContain("Warning");
    assertThat(applied.out().lines().map(line -> line.split("/")[0]))
        .containsAll(
            List.of(
                "customresourcedefinition.apiextensions.k8s.io",
                "serviceaccount",
                "role.rbac.authorization.k8s.io",
                "clusterrole.rbac.authorization.k8s.io",
                "configmap",
                "service",
                "deployment.apps",
                "poddisruptionbudget.policy",
                "networkpolicy.networking.k8s.io",
                "job.batch"));
  }

  @Test
  void monitoringIsACompleteKustomization() throws Exception {
    assertThat(kubectl.run("kustomize", MANIFESTS + "/monitoring").out())
        .contains("kind: ServiceMonitor");
  }

  @Test
  void anExamplePutsItElsewhereAndItsConfigurationKnows() throws Exception {
    String example = Checkout.file("docker/examples/kustomize").toString();
    assertThat(kubectl.run("kustomize", example).out())
        .contains("namespace: routing}", "image: registry.example.com/dtabd:0.1.0")
        .doesNotContain("namespace: default", "image: dtabd:latest");

    kubectl.run("create", "namespace", "routing");
    Kubectl.Result applied = kubectl.run("apply", "--dry-run=server", "-k", example);
    assertThat(applied.status()).as(applied.err()).isZero();
  }
}
