package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.dtabd.config.ClientTls;
import io.dtabd.config.HostPort;
import io.dtabd.config.KubernetesApi;
import io.dtabd.k8s.tests.KubeApiServer;
import io.dtabd.k8s.tests.Kubeconfig;
import io.dtabd.k8s.tests.KubectlProxy;
import io.dtabd.net.ClientTlsContext;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to a real API server. */
class KubernetesClientsTest {

  @TempDir private Path folder;

  @Test
  void proxyIsReachedByHostAndPort() throws Exception {
    try (var proxy = KubectlProxy.start(folder, KubeApiServer.shared().adminKubeconfig())) {
      assertWorks(api(new HostPort("127.0.0.1", proxy.port()), Optional.empty()));
    }
  }

  @Test
  void kubeconfigNamesServerAndUser() throws Exception {
    Path file = KubeApiServer.shared().adminKubeconfig().write(folder.resolve("config"));
    assertWorks(new KubernetesApi(Optional.empty(), Optional.empty(), Optional.of(file)));
  }

  @Test
  void podIsItsServiceAccount() throws Exception {
    KubeApiServer server = KubeApiServer.shared();
    try (KubernetesClients clients = inPod(server)) {
      assertThat(clients.of(nothingSaid()).raw("/readyz")).isEqualTo("ok");
    }
  }

  @Test
  void replacedTokenOfAServiceAccountIsTaken() throws Exception {
    KubeApiServer server = KubeApiServer.shared();
    try (KubernetesClients clients = inPod(server)) {
      KubernetesClient client = clients.of(nothingSaid());
      String token = Files.readString(folder.resolve("token"));
      Files.writeString(folder.resolve("token"), "expired");
      assertThatThrownBy(() -> client.raw("/readyz")).isInstanceOf(KubernetesClientException.class);
      Files.writeString(folder.resolve("token"), token);
      assertThat(client.raw("/readyz")).isEqualTo("ok");
    }
  }

  @Test
  void serverOfTlsIsTrustedByTheFilesNamed() throws Exception {
    KubeApiServer server = KubeApiServer.shared();
    Path certificate =
        Files.writeString(folder.resolve("ca.crt"), server.adminKubeconfig().certificate());
    KubernetesApi api = api(at(server), Optional.of(trusting(List.of(certificate))));
    try (var clients = new KubernetesClients(folder, Map.of())) {
      assertThatThrownBy(() -> clients.of(api).raw("/readyz"))
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(401));
    }
  }

  @Test
  void serverOfTlsThatNothingVouchesForIsRefused() throws Exception {
    KubernetesApi api = api(at(KubeApiServer.shared()), Optional.of(trusting(List.of())));
    try (var clients = new KubernetesClients(folder, Map.of())) {
      assertThatThrownBy(() -> clients.of(api).raw("/readyz"))
          .hasStackTraceContaining("unable to find valid certification path");
    }
  }

  /** The library takes a key in PKCS#8 for one of RSA. */
  @Test
  void keyOfAnEllipticCurveIsShown() throws Exception {
    CheckedFiles.writeTo(folder);
    var files = new ClientTls.ClientAuth(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    var tls =
        new ClientTls(
            false,
            Optional.empty(),
            List.of(folder.resolve("ca.pem")),
            Optional.empty(),
            Optional.of(files));
    HttpsServer server = askingForCertificates(ClientTlsContext.jdk(tls));
    try {
      var at = new HostPort("127.0.0.1", server.getAddress().getPort());
      assertWorks(api(at, Optional.of(tls)));
      Path kubeconfig = folder.resolve("kubeconfig");
      Files.writeString(
          kubeconfig, Files.readString(kubeconfig).replace("127.0.0.1:1'", at.toString() + "'"));
      assertWorks(new KubernetesApi(Optional.empty(), Optional.empty(), Optional.of(kubeconfig)));
    } finally {
      server.stop(0);
    }
  }

  private static HttpsServer askingForCertificates(SSLContext context) throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters tls = context.getDefaultSSLParameters();
            tls.setNeedClientAuth(true);
            parameters.setSSLParameters(tls);
          }
        });
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write(new byte[] {'o', 'k'});
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void missingKubeconfigIsNamed() {
    Path missing = folder.resolve("nothing");
    var api = new KubernetesApi(Optional.empty(), Optional.empty(), Optional.of(missing));
    try (var clients = new KubernetesClients(folder, Map.of())) {
      assertThatThrownBy(() -> clients.of(api))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(missing.toString());
    }
  }

  @Test
  void oneWayHasOneClient() throws Exception {
    try (var clients = new KubernetesClients(folder, Map.of())) {
      assertThat(clients.of(nothingSaid())).isSameAs(clients.of(nothingSaid()));
    }
  }

  private KubernetesClients inPod(KubeApiServer server) throws Exception {
    Kubeconfig kubeconfig = server.adminKubeconfig();
    Files.writeString(folder.resolve("token"), kubeconfig.token());
    Files.writeString(folder.resolve("ca.crt"), kubeconfig.certificate());
    return new KubernetesClients(
        folder,
        Map.of(
            "KUBERNETES_SERVICE_HOST",
            "127.0.0.1",
            "KUBERNETES_SERVICE_PORT",
            Integer.toString(server.port())));
  }

  private static HostPort at(KubeApiServer server) {
    return new HostPort("127.0.0.1", server.port());
  }

  private static ClientTls trusting(List<Path> certificates) {
    return new ClientTls(false, Optional.empty(), certificates, Optional.empty(), Optional.empty());
  }

  private static KubernetesApi api(HostPort server, Optional<ClientTls> tls) {
    return new KubernetesApi(Optional.of(server), tls, Optional.empty());
  }

  private static KubernetesApi nothingSaid() {
    return new KubernetesApi(Optional.empty(), Optional.empty(), Optional.empty());
  }

  private void assertWorks(KubernetesApi api) throws StartException {
    try (var clients = new KubernetesClients(folder, Map.of())) {
      assertThat(clients.of(api).raw("/readyz")).isEqualTo("ok");
    }
  }
}
