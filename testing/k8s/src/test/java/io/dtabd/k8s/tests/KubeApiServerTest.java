package io.dtabd.k8s.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.dtabd.testing.peers.Ports;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeApiServerTest {

  @TempDir private Path folder;
  private KubeApiServer server;
  private String namespace;

  @BeforeEach
  void start() throws Exception {
    server = KubeApiServer.shared();
    namespace = server.newNamespace();
  }

  @Test
  void objectsOutliveAKill() throws Exception {
    server.admin().resource(configMap()).create();
    server.kill();
    assertThatExceptionOfType(KubernetesClientException.class).isThrownBy(this::stored);
    server.restart();
    assertThat(stored().getData()).containsEntry("a", "b");
  }

  @Test
  void aServerWhosePortIsTakenIsStartedOnAnother() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Iterator<Integer> ports = List.of(taken.getLocalPort(), Ports.free()).iterator();
      try (KubeApiServer own = KubeApiServer.start(ports::next)) {
        assertThat(own.admin().namespaces().withName("default").get()).isNotNull();
      }
    }
  }

  @Test
  void pausedServerGoesOnWhereItWas() throws Exception {
    server.pause();
    try {
      var creating = Thread.startVirtualThread(() -> server.admin().resource(configMap()).create());
      await().until(() -> creating.getState() == Thread.State.WAITING || !creating.isAlive());
      assertThat(creating.isAlive()).isTrue();
    } finally {
      server.resume();
    }
    await().untilAsserted(() -> assertThat(stored()).isNotNull());
  }

  @Test
  void serviceAccountMayOnlyWhatItIsBoundTo() {
    var account = new ServiceAccount(namespace, "nobody");
    try (KubernetesClient nobody = KubeApiServer.client(server.kubeconfig(account))) {
      assertThatExceptionOfType(KubernetesClientException.class)
          .isThrownBy(() -> nobody.configMaps().inNamespace(namespace).list())
          .satisfies(e -> assertThat(e.getCode()).isEqualTo(403));
    }
  }

  @Test
  void kubectlSeesWhatIsThere() throws Exception {
    server.admin().resource(configMap()).create();
    var kubectl = new Kubectl(folder, server.adminKubeconfig().in(namespace));
    assertThat(kubectl.run("get", "configmaps", "-o", "name").out()).isEqualTo("configmap/some\n");
  }

  @Test
  void proxyServesPlainHttp() throws Exception {
    server.admin().resource(configMap()).create();
    try (var proxy = KubectlProxy.start(folder, server.adminKubeconfig());
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      var uri =
          "http://127.0.0.1:" + proxy.port() + "/api/v1/namespaces/" + namespace + "/configmaps";
      String answer =
          http.send(
                  HttpRequest.newBuilder(URI.create(uri)).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      assertThat(answer).contains("\"name\":\"some\"");
    }
  }

  private ConfigMap configMap() {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName("some")
        .endMetadata()
        .addToData("a", "b")
        .build();
  }

  private ConfigMap stored() {
    return server.admin().configMaps().inNamespace(namespace).withName("some").get();
  }
}
