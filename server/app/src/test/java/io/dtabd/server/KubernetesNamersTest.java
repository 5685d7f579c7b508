package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dtabd.config.Config;
import io.dtabd.config.Limits;
import io.dtabd.config.NamerConfig;
import io.dtabd.k8s.tests.HttpService;
import io.dtabd.k8s.tests.KubeApiServer;
import io.dtabd.k8s.tests.KubectlProxy;
import io.dtabd.live.Derived;
import io.dtabd.live.State;
import io.dtabd.naming.Interpreter;
import io.dtabd.naming.Namers;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The namers of Kubernetes services, with namerd's configuration and a {@code kubectl proxy}. */
class KubernetesNamersTest {

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private KubeApiServer kubernetes;
  private String namespace;
  private KubectlProxy proxy;

  @BeforeEach
  void start() throws Exception {
    kubernetes = KubeApiServer.shared();
    namespace = kubernetes.newNamespace();
    proxy = KubectlProxy.start(folder, kubernetes.adminKubeconfig());
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private Config config(String namers) throws Exception {
    String yaml =
        """
        admin: {port: 0}
        storage:
          kind: io.l5d.inMemory
          namespaces:
            internal: /srv => /#/io.l5d.k8s/%s/http ; /svc => /srv
        namers:
        %s
        interfaces:
        - {kind: io.l5d.httpController, port: 0}
        """
            .formatted(namespace, namers);
    return Config.read("test", new ByteArrayInputStream(yaml.getBytes(UTF_8)));
  }

  private String reached() {
    return ", host: localhost, port: " + proxy.port() + "}\n";
  }

  private void putService(String name) {
    kubernetes.admin().resource(new HttpService(namespace, name).object()).serverSideApply();
  }

  private void putSlice(String service, String ip) {
    kubernetes
        .admin()
        .resource(
            new HttpService(namespace, service)
                .slice(service + "-1")
                .addNewEndpoint()
                .withAddresses(ip)
                .withNodeName("node-a")
                .endEndpoint()
                .build())
        .serverSideApply();
  }

  private static URI uri(Dtabd dtabd, String path) {
    int port = dtabd.address("io.l5d.httpController").orElseThrow().getPort();
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private String get(Dtabd dtabd, String path) throws Exception {
    return client
        .send(HttpRequest.newBuilder(uri(dtabd, path)).build(), BodyHandlers.ofString())
        .body();
  }

  @Test
  void servicesAreResolvedAndFollowed() throws Exception {
    putService("web");
    putSlice("web", "10.1.0.1");
    try (Dtabd dtabd = Dtabd.start(config("- {kind: io.l5d.k8s" + reached()))) {
      await()
          .untilAsserted(
              () ->
                  assertThat(get(dtabd, "/api/1/resolve/internal?path=/svc/web"))
                      .contains(
                          "{\"ip\":\"10.1.0.1\",\"port\":8080,\"meta\":{\"nodeName\":\"node-a\"}}"));
      String id = "/%23/io.l5d.k8s/" + namespace + "/http/web";
      var request =
          HttpRequest.newBuilder(uri(dtabd, "/api/1/addr/internal?watch=true&path=" + id)).build();
      try (var lines =
          new BufferedReader(
              new InputStreamReader(
                  client.send(request, BodyHandlers.ofInputStream()).body(), UTF_8))) {
        assertThat(lines.readLine()).contains("10.1.0.1");
        putSlice("web", "10.1.0.2");
        assertThat(lines.readLine()).contains("10.1.0.2").doesNotContain("10.1.0.1");
        kubernetes.admin().services().inNamespace(namespace).withName("web").delete();
        assertThat(lines.readLine()).isEqualTo("{\"type\":\"neg\"}");
      }
    }
  }

  @Test
  void namersOfAllKindsShareOneServer() throws Exception {
    putService("web");
    String namers =
        "- {kind: io.l5d.k8s"
            + reached()
            + "- {kind: io.l5d.k8s.external, experimental: true"
            + reached();
    try (Dtabd dtabd = Dtabd.start(config(namers))) {
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () ->
                  assertThat(get(dtabd, "/api/1/bound-names"))
                      .contains("\"/#/io.l5d.k8s/" + namespace + "/http/web\""));
      assertThat(
              get(
                  dtabd,
                  "/api/1/addr/internal?path=/%23/io.l5d.k8s.external/" + namespace + "/http/web"))
          .isEqualTo("{\"type\":\"neg\"}\n");
    }
  }

  @Test
  void namespaceThatIsNotSetIsNamed() throws Exception {
    Config config = config("- {kind: io.l5d.k8s.ns, envVar: DTABD_TEST_UNSET" + reached());
    assertThatThrownBy(() -> Dtabd.start(config))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("/#/io.l5d.k8s.ns")
        .hasMessageContaining("DTABD_TEST_UNSET");
  }

  @Test
  void namespaceIsTakenFromTheEnvironment() throws Exception {
    putService("web");
    putSlice("web", "10.1.0.1");
    var clock = InstantSource.system();
    List<NamerConfig> configs =
        config("- {kind: io.l5d.k8s.ns, envVar: WHERE" + reached()).namers();
    try (var clients = new KubernetesClients();
        var engine = new Engine(Limits.DEFAULT, clock);
        var resources = new Resources();
        var kubernetes =
            new KubernetesNamers(
                configs, clients, engine, clock, name -> name.equals("WHERE") ? namespace : null)) {
      Namers namers = ConfiguredNamers.open(configs, engine, kubernetes, clock, resources, _ -> {});
      kubernetes.start();
      var addr =
          new Derived<>(
              engine.setting(),
              reads ->
                  new Interpreter(namers)
                      .addr(io.dtabd.dtab.Path.read("/#/io.l5d.k8s.ns/http/web"), reads));
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () ->
                  assertThat(addr.now())
                      .isInstanceOfSatisfying(
                          State.Ok.class,
                          ok -> assertThat(ok.value().toString()).contains("10.1.0.1")));
    }
  }
}
