package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.config.Config;
import io.dtabd.k8s.tests.KubeApiServer;
import io.dtabd.k8s.tests.Kubectl;
import io.dtabd.k8s.tests.KubectlProxy;
import io.dtabd.k8s.tests.Manifests;
import io.dtabd.testing.peers.Checkout;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server on the configuration that namerd's users have in a cluster, beside a {@code kubectl
 * proxy}: only the ports and the Kubernetes namespace are the test's own.
 */
class KubernetesStorageTest {

  private static final String HTTP = "io.l5d.httpController";

  @TempDir private Path folder;
  private KubectlProxy proxy;
  private Kubectl kubectl;
  private Dtabd dtabd;

  @BeforeEach
  void start() throws Exception {
    KubeApiServer server = KubeApiServer.shared();
    String namespace = server.newNamespace();
    kubectl = new Kubectl(folder, server.adminKubeconfig().in(namespace));
    proxy = KubectlProxy.start(folder, Manifests.install(server, namespace));
    dtabd =
        Dtabd.start(
            Config.read(
                "namerd-k8s.yml", new ByteArrayInputStream(config(namespace).getBytes(UTF_8))));
  }

  private String config(String namespace) throws Exception {
    return Files.readString(Checkout.file("examples/namerd-k8s.yml"))
        .replace("host: localhost\n", "host: 127.0.0.1\n")
        .replace("8001", Integer.toString(proxy.port()))
        .replace("namespace: default", "namespace: " + namespace)
        .replaceAll("port: (4100|4180|4321|9991)", "port: 0")
        .replace("0.0.0.0", "127.0.0.1");
  }

  @AfterEach
  void stop() {
    dtabd.close();
    proxy.close();
  }

  @Test
  void kubectlAndTheCommandLineWorkOnOneObject() throws Exception {
    Path file = Files.writeString(folder.resolve("internal.dtab"), "# first\n/svc => /a ;\n");
    program("dtab", "create", "internal", file.toString());
    assertThat(kubectl("get", "dtabs", "-o", "name")).isEqualTo("dtab.l5d.io/internal\n");
    assertThat(kubectl("get", "dtab", "internal", "-o", "jsonpath={.dentries}"))
        .isEqualTo("[{\"dst\":\"/a\",\"prefix\":\"/svc\"}]");

    apply("9 * /a & 1 * /b");
    assertThat(program("dtab", "get", "internal")).contains("/svc  => 9.00*/a & /b ;");

    assertDone(kubectl.run(Map.of("KUBE_EDITOR", "sed -i s,/b,/c,"), "edit", "dtab", "internal"));
    assertThat(program("dtab", "get", "internal")).contains("/svc  => 9.00*/a & /c ;");

    Files.writeString(file, "# third\n/svc => /d ;\n");
    program("dtab", "update", "internal", file.toString());
    assertThat(program("dtab", "get", "internal")).contains("/svc  => /d ;");
    assertThat(kubectl("get", "dtab", "internal", "-o", "jsonpath={.dentries[0].dst}"))
        .isEqualTo("/d");

    assertThat(program("dtab", "history", "internal")).contains("kubectl-edit");
    kubectl("delete", "dtab", "internal");
    await().untilAsserted(() -> assertThat(program("dtab", "list")).isBlank());
  }

  @Test
  void namerctlWorksOnTheSameObject() throws Exception {
    apply("/a");
    assertThat(namerctl("dtab", "get", "internal").out()).contains("/a");
    Path file = Files.writeString(folder.resolve("internal.dtab"), "/svc => /b ;\n");
    assertDone(namerctl("dtab", "update", "internal", file.toString()));
    assertThat(kubectl("get", "dtab", "internal", "-o", "jsonpath={.dentries[0].dst}"))
        .isEqualTo("/b");
  }

  @Test
  void whatKubectlChangesReachesTheProxies() throws Exception {
    apply("/a");
    var request = HttpRequest.newBuilder(URI.create(url() + "/api/1/dtabs/internal?watch=true"));
    try (HttpClient client = HttpClient.newHttpClient();
        var lines =
            new BufferedReader(
                new InputStreamReader(
                    client.send(request.build(), BodyHandlers.ofInputStream()).body(), UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("[{\"prefix\":\"/svc\",\"dst\":\"/a\"}]");
      apply("/b");
      assertThat(lines.readLine()).isEqualTo("[{\"prefix\":\"/svc\",\"dst\":\"/b\"}]");
    }
  }

  private void apply(String dst) throws Exception {
    Path manifest =
        Files.writeString(
            folder.resolve("internal.yaml"),
            """
            apiVersion: l5d.io/v1alpha1
            kind: DTab
            metadata: {name: internal}
            dentries:
            - {prefix: /svc, dst: "%s"}
            """
                .formatted(dst));
    kubectl("apply", "-f", manifest.toString());
  }

  private String kubectl(String... args) throws Exception {
    return assertDone(kubectl.run(args));
  }

  private static String assertDone(Kubectl.Result result) {
    assertThat(result.status()).as(result.err()).isZero();
    return result.out();
  }

  private static String assertDone(ProgramRun.Result result) {
    assertThat(result.status()).as(result.err()).isZero();
    return result.out();
  }

  private ProgramRun.Result namerctl(String... args) throws Exception {
    return new Namerctl(folder, url()).run(args);
  }

  private String program(String... args) {
    return assertDone(ProgramRun.in(folder).with("NAMERCTL_BASE_URL", url()).run(args));
  }

  private String url() {
    return "http://127.0.0.1:" + dtabd.address(HTTP).orElseThrow().getPort();
  }
}
