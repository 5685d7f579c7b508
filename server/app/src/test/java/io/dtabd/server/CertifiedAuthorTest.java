package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.config.Config;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who wrote, where clients show certificates: as certified, whatever they claim. */
class CertifiedAuthorTest {

  @TempDir private Path dir;
  private X509Bundle authority;

  @BeforeEach
  void makeCertificates() throws Exception {
    authority =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    X509Bundle server =
        certificate("CN=dtabd").addSanIpAddress("127.0.0.1").buildIssuedBy(authority);
    Files.writeString(dir.resolve("ca.pem"), authority.getCertificatePEM());
    Files.writeString(dir.resolve("cert.pem"), server.getCertificatePEM());
    Files.writeString(dir.resolve("key.pem"), server.getPrivateKeyPEM());
  }

  @Test
  void theCommonNameIsTheAuthor() throws Exception {
    assertThat(authorOfWriteBy(certificate("CN=alice, OU=ops, O=Example"))).isEqualTo("alice");
  }

  @Test
  void withoutACommonNameItIsTheUriThatTheCertificateIsMadeOutTo() throws Exception {
    assertThat(
            authorOfWriteBy(
                certificate("O=Example").addSanUriName("spiffe://example.org/ns/ci/sa/deployer")))
        .isEqualTo("spiffe://example.org/ns/ci/sa/deployer");
  }

  @Test
  void withoutEitherItIsTheSubject() throws Exception {
    assertThat(authorOfWriteBy(certificate("OU=ops, O=Example"))).isEqualTo("OU=ops,O=Example");
  }

  private static CertificateBuilder certificate(String subject) {
    return new CertificateBuilder().ecp256().subject(subject);
  }

  private String authorOfWriteBy(CertificateBuilder certificate) throws Exception {
    String config =
        """
        admin: {port: 0}
        storage: {kind: io.l5d.inMemory}
        interfaces:
        - kind: io.l5d.httpController
          port: 0
          tls:
            certPath: %1$s/cert.pem
            keyPath: %1$s/key.pem
            caCertPath: %1$s/ca.pem
            requireClientAuth: true
        """
            .formatted(dir);
    Config parsed = Config.read("test", new ByteArrayInputStream(config.getBytes(UTF_8)));
    try (Dtabd dtabd = Dtabd.start(parsed);
        HttpClient client =
            HttpClient.newBuilder()
                .sslContext(trustingAndShowing(certificate.buildIssuedBy(authority)))
                .build()) {
      int port = dtabd.address("io.l5d.httpController").orElseThrow().getPort();
      URI dtab = URI.create("https://127.0.0.1:%d/api/1/dtabs/internal".formatted(port));
      var write =
          HttpRequest.newBuilder(dtab)
              .header("Content-Type", "application/dtab")
              .header("From", "mallory")
              .PUT(BodyPublishers.ofString("/a => /b"));
      assertThat(client.send(write.build(), BodyHandlers.discarding()).statusCode()).isEqualTo(204);

      var read = HttpRequest.newBuilder(URI.create(dtab + "/history"));
      HttpResponse<String> history = client.send(read.build(), BodyHandlers.ofString());
      return new ObjectMapper().readTree(history.body()).path(0).path("author").asText();
    }
  }

  private SSLContext trustingAndShowing(X509Bundle client) throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry(
        "me", client.getKeyPair().getPrivate(), new char[0], client.getCertificatePath());
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, new char[0]);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", authority.getCertificate());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
