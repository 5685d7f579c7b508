package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.config.Config;
import io.dtabd.testing.peers.EtcdEdition;
import io.dtabd.testing.peers.EtcdServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that a configuration names, towards an etcd that wants a client's certificate. */
class EtcdOverTlsTest {

  @TempDir Path folder;

  @Test
  void dtabsAreListedOverTls() throws Exception {
    X509Bundle authority =
        new CertificateBuilder()
            .subject("CN=test authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    X509Bundle etcds =
        new CertificateBuilder()
            .subject("CN=etcd")
            .addSanDnsName("etcd.example")
            .addSanIpAddress("127.0.0.1")
            .addExtendedKeyUsageServerAuth()
            .addExtendedKeyUsageClientAuth()
            .buildIssuedBy(authority);
    X509Bundle own =
        new CertificateBuilder()
            .subject("CN=dtabd.example")
            .addExtendedKeyUsageClientAuth()
            .buildIssuedBy(authority);
    Path ca = file("ca.pem", authority.getCertificatePEM());
    var options =
        new EtcdServer.Options(
            EtcdEdition.DISTRIBUTION,
            "https",
            List.of(
                "--cert-file=" + file("etcd.pem", etcds.getCertificatePEM()),
                "--key-file=" + file("etcd.key", etcds.getPrivateKeyPEM()),
                "--trusted-ca-file=" + ca,
                "--client-cert-auth"));
    try (EtcdServer etcd = EtcdServer.start(folder, options);
        HttpClient client = HttpClient.newHttpClient();
        Dtabd dtabd =
            start(
                """
                admin: {port: 0}
                interfaces: [{kind: io.l5d.httpController, port: 0}]
                storage:
                  kind: io.l5d.etcd
                  endpoints: ['127.0.0.1:%d']
                  tls:
                    commonName: etcd.example
                    trustCerts: ['%s']
                    clientAuth: {certPath: '%s', keyPath: '%s'}
                """
                    .formatted(
                        etcd.port(),
                        ca,
                        file("own.pem", own.getCertificatePEM()),
                        file("own.key", own.getPrivateKeyPEM())))) {
      int port = dtabd.address("io.l5d.httpController").orElseThrow().getPort();
      var list =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/1/dtabs")).build();
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () -> {
                HttpResponse<String> answer = client.send(list, BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("[]\n");
              });
    }
  }

  private static Dtabd start(String config) throws Exception {
    return Dtabd.start(Config.read("test", new ByteArrayInputStream(config.getBytes(UTF_8))));
  }

  private Path file(String name, String content) throws Exception {
    return Files.writeString(folder.resolve(name), content);
  }
}
