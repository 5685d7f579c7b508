package io.dtabd.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreEvents;
import io.dtabd.store.StoreException;
import io.dtabd.testing.peers.EtcdEdition;
import io.dtabd.testing.peers.EtcdServer;
import io.dtabd.testing.peers.Peers;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** An etcd with TLS, that wants a client's certificate, and a user with a password. */
@ParameterizedClass
@EnumSource
class EtcdSecurityTest {

  private static final Namespace NS = new Namespace("internal");
  private static final Dtab DTAB = Dtab.read("/svc => /a");

  @TempDir Path folder;

  private X509Bundle authority;
  private X509Bundle client;
  private EtcdServer etcd;

  private final EtcdEdition edition;

  EtcdSecurityTest(EtcdEdition edition) {
    this.edition = edition;
  }

  @BeforeEach
  void start() throws Exception {
    authority =
        new CertificateBuilder()
            .subject("CN=test authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    X509Bundle server =
        new CertificateBuilder()
            .subject("CN=etcd")
            .addSanIpAddress("127.0.0.1")
            .addExtendedKeyUsage(CertificateBuilder.ExtendedKeyUsage.PKIX_KP_SERVER_AUTH)
            .addExtendedKeyUsage(CertificateBuilder.ExtendedKeyUsage.PKIX_KP_CLIENT_AUTH)
            .buildIssuedBy(authority);
    client =
        new CertificateBuilder()
            .subject("CN=dtabd.example")
            .addExtendedKeyUsage(CertificateBuilder.ExtendedKeyUsage.PKIX_KP_CLIENT_AUTH)
            .buildIssuedBy(authority);
    etcd =
        EtcdServer.start(
            folder,
            new EtcdServer.Options(
                edition,
                "https",
                List.of(
                    "--cert-file=" + file("server.pem", server.getCertificatePEM()),
                    "--key-file=" + file("server.key", server.getPrivateKeyPEM()),
                    "--trusted-ca-file=" + file("ca.pem", authority.getCertificatePEM()),
                    "--client-cert-auth")));
    file("client.pem", client.getCertificatePEM());
    file("client.key", client.getPrivateKeyPEM());
  }

  @AfterEach
  void stop() {
    etcd.close();
  }

  @Test
  void certificatesOfBothSidesAreChecked() throws Exception {
    try (DtabStore store = open(Optional.of(client), Optional.empty())) {
      store.create(NS, DTAB);
      await()
          .untilAsserted(() -> assertThat(store.namespaces().now()).isInstanceOf(State.Ok.class));
    }
    try (DtabStore stranger = open(Optional.empty(), Optional.empty())) {
      assertThatExceptionOfType(StoreException.Unavailable.class)
          .isThrownBy(() -> stranger.read(NS));
    }
  }

  @Test
  void userAndPasswordAreGivenAndGivenAgainWhenTheTokenIsForgotten() throws Exception {
    turnOnUsers();
    try (DtabStore store = open(Optional.of(client), Optional.of("secret"))) {
      store.create(NS, DTAB);
      // Tokens do not outlive the process that gave them.
      etcd.kill();
      etcd.restart();
      etcd.awaitReady();
      store.put(NS, DTAB);
      await().until(() -> store.staleSince().isEmpty());
      assertThat(store.dtab(NS).now()).isEqualTo(State.ok(store.read(NS)));
      assertThat(store.history(NS)).hasSize(2);
    }
  }

  @Test
  void wrongPasswordIsForbiddenAndSaysSo() throws Exception {
    turnOnUsers();
    try (DtabStore store = open(Optional.of(client), Optional.of("wrong"))) {
      assertThatExceptionOfType(StoreException.Forbidden.class)
          .isThrownBy(() -> store.read(NS))
          .withMessageContaining("password");
      assertThat(store.namespaces().now()).isEqualTo(State.pending());
    }
  }

  private void turnOnUsers() throws Exception {
    etcdctl("user", "add", "root:root");
    etcdctl("user", "grant-role", "root", "root");
    etcdctl("user", "add", "dtabd:secret");
    etcdctl("role", "add", "dtabd");
    etcdctl("role", "grant-permission", "dtabd", "--prefix=true", "readwrite", "/dtabs/");
    etcdctl("role", "grant-permission", "dtabd", "--prefix=true", "readwrite", "/dtabs-history/");
    etcdctl("user", "grant-role", "dtabd", "dtabd");
    etcdctl("auth", "enable");
  }

  private void etcdctl(String... arguments) throws Exception {
    var command = new ArrayList<String>();
    command.add(Peers.require("etcdctl", "apt-get install etcd-client").toString());
    command.add("--endpoints=" + etcd.url());
    command.add("--cacert=" + folder.resolve("ca.pem"));
    command.add("--cert=" + folder.resolve("client.pem"));
    command.add("--key=" + folder.resolve("client.key"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("etcdctl.log").toFile());
    builder.environment().put("ETCDCTL_API", "3");
    Process process = builder.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("etcdctl.log"))).isZero();
  }

  private DtabStore open(Optional<X509Bundle> own, Optional<String> password) throws Exception {
    SslContextBuilder tls =
        GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
            .trustManager(authority.getCertificate());
    if (own.isPresent()) {
      tls.keyManager(own.get().getKeyPair().getPrivate(), own.get().getCertificate());
    }
    SslContext context = tls.build();
    return EtcdDtabStore.open(
        new EtcdOptions(
            List.of(URI.create(etcd.url())),
            "/dtabs",
            Optional.of(new EtcdOptions.Tls(context, Optional.empty())),
            password.map(it -> new EtcdOptions.Credentials("dtabd", it)),
            new EtcdOptions.Timing(
                Duration.ofSeconds(8),
                Duration.ofSeconds(4),
                Duration.ofMillis(500),
                Duration.ofMillis(250),
                Duration.ofSeconds(2))),
        InstantSource.system(),
        StoreEvents.NONE);
  }

  private Path file(String name, String content) throws Exception {
    return Files.writeString(folder.resolve(name), content);
  }
}
