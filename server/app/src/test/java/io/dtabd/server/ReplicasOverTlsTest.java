package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dtabd.config.Config;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas whose admin ports want a client's certificate, and that show each other theirs. */
class ReplicasOverTlsTest {

  /** The name that the certificates of all replicas are made out to, beside no address. */
  private static final String NAME = "dtabd.example";

  @TempDir private Path folder;

  private ReplicaSet replicas;
  private X509Bundle authority;
  private Path ca;
  private final List<Dtabd> running = new ArrayList<>();

  @BeforeEach
  void prepare() throws Exception {
    replicas = new ReplicaSet(folder, 2);
    authority = authority("CN=authority of the replicas");
    ca = file("ca.pem", authority.getCertificatePEM());
  }

  @AfterEach
  void stop() throws IOException {
    running.forEach(Dtabd::close);
    replicas.close();
  }

  @Test
  void replicasProveThemselvesByCertificate() throws Exception {
    String one = start(0, authority, NAME);
    String two = start(1, authority, NAME);
    replicas.put(one, "/host/world => /srv/v1");
    replicas.watch(two);
    JsonNode progress = replicas.propagation(one, "60s");
    assertThat(progress.get("arrived").asBoolean()).as(progress.toPrettyString()).isTrue();
    assertThat(progress.at("/states/delivered").asInt()).isEqualTo(1);
  }

  @Test
  void replicaWithACertificateOfAnotherAuthorityIsSilent() throws Exception {
    String one = start(0, authority("CN=somebody else"), NAME);
    start(1, authority, NAME);
    replicas.put(one, "/host/world => /srv/v1");
    assertSilent(replicas.propagation(one, "0s"));
  }

  @Test
  void replicaWhoseCertificateIsMadeOutToAnotherNameIsSilent() throws Exception {
    String one = start(0, authority, "other.example");
    start(1, authority, NAME);
    replicas.put(one, "/host/world => /srv/v1");
    assertSilent(replicas.propagation(one, "0s"));
  }

  /** One file after the other, as if within one tick of the file system's clock. */
  @Test
  void certificateThatIsReplacedIsShownWhateverItsTimeSays() throws Exception {
    String one = start(0, authority("CN=somebody else"), NAME);
    start(1, authority, NAME);
    replicas.put(one, "/host/world => /srv/v1");
    assertSilent(replicas.propagation(one, "0s"));

    X509Bundle right = issued(authority);
    replace(folder.resolve("own0.pem"), right.getCertificatePEM());
    assertSilent(replicas.propagation(one, "0s"));
    replace(folder.resolve("own0.key"), right.getPrivateKeyPEM());

    JsonNode progress = replicas.propagation(one, "60s");
    assertThat(progress.get("arrived").asBoolean()).as(progress.toPrettyString()).isTrue();
  }

  private static void replace(Path file, String content) throws IOException {
    FileTime before = Files.getLastModifiedTime(file);
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, before);
  }

  private static void assertSilent(JsonNode progress) {
    assertThat(progress.get("arrived").asBoolean()).as(progress.toPrettyString()).isFalse();
    assertThat(progress.at("/replicas/1/state").asText()).isEqualTo("silent");
    assertThat(progress.at("/replicas/1/reason").asText()).contains("TLS");
  }

  /**
   * @param client who signs the certificate that it shows to the others
   * @param commonName that it expects of the others
   * @return the URL of its HTTP interface
   */
  private String start(int replica, X509Bundle client, String commonName) throws Exception {
    X509Bundle server = issued(authority);
    X509Bundle own = issued(client);
    String config =
        """
        admin:
          port: %d
          tls:
            certPath: '%s'
            keyPath: '%s'
            requireClientAuth: true
            caCertPath: '%s'
        storage: {kind: io.dtabd.file, dir: '%s'}
        interfaces: [{kind: io.l5d.httpController, port: 0}]
        io.dtabd.peers:
          addresses: [%s]
          tls:
            commonName: %s
            trustCerts: ['%s']
            clientAuth: {certPath: '%s', keyPath: '%s'}
        """
            .formatted(
                replicas.adminPort(replica),
                file("server%d.pem".formatted(replica), server.getCertificatePEM()),
                file("server%d.key".formatted(replica), server.getPrivateKeyPEM()),
                ca,
                folder.resolve("data"),
                replicas.addresses(),
                commonName,
                ca,
                file("own%d.pem".formatted(replica), own.getCertificatePEM()),
                file("own%d.key".formatted(replica), own.getPrivateKeyPEM()));
    Dtabd dtabd =
        Dtabd.start(Config.read("test", new ByteArrayInputStream(config.getBytes(UTF_8))));
    running.add(dtabd);
    return ReplicaSet.url(dtabd);
  }

  private static X509Bundle authority(String name) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject(name)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private static X509Bundle issued(X509Bundle by) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + NAME)
        .addSanDnsName(NAME)
        .addExtendedKeyUsageServerAuth()
        .addExtendedKeyUsageClientAuth()
        .buildIssuedBy(by);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }
}
