package io.dtabd.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dtabd.config.ServerTls;
import io.dtabd.config.SocketOptions;
import io.dtabd.serving.memory.MemoryBudget;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReloadingTlsTest {

  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir private Path dir;
  private final EventLoops loops = new EventLoops(EventLoops.Transport.best(), 1);
  private X509Bundle authority;
  private ServerTls settings;

  @BeforeEach
  void makeCertificates() throws Exception {
    authority = authority("dtabd test");
    settings = settings(false, Optional.empty(), List.of(), List.of());
    install(issued("first", authority));
  }

  @AfterEach
  void stop() {
    loops.close();
  }

  private static X509Bundle authority(String name) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private static X509Bundle issued(String name, X509Bundle issuer) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name)
        .addSanIpAddress("127.0.0.1")
        .buildIssuedBy(issuer);
  }

  private ServerTls settings(
      boolean clientAuth, Optional<Path> ca, List<String> ciphers, List<String> protocols) {
    return new ServerTls(
        dir.resolve("cert.pem"),
        dir.resolve("key.pem"),
        Optional.empty(),
        clientAuth,
        ca,
        ciphers,
        protocols);
  }

  private void install(X509Bundle bundle) throws IOException {
    Files.writeString(settings.certPath(), bundle.getCertificatePEM());
    Files.writeString(settings.keyPath(), bundle.getPrivateKeyPEM());
  }

  /** Sends back what it gets. */
  private static final class Echo extends Connection {

    private final Channel channel;

    Echo(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      var _ = ctx.writeAndFlush(msg);
    }

    @Override
    public void cut() {
      abort();
    }

    @Override
    protected void tick(long nanos) {}

    @Override
    protected void drain() {
      abort();
    }

    @Override
    protected void abort() {
      var _ = channel.close();
    }

    @Override
    protected void ended() {}
  }

  private Listener listen(ReloadingTls tls) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return Listener.open(
        loops,
        new Listener.Options(
            "test",
            address,
            SocketOptions.DEFAULT,
            10,
            Optional.of(tls),
            MemoryBudget.ofThisProcess()),
        Echo::new);
  }

  private SSLSocket connect(Listener listener, @Nullable X509Bundle client) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", authority.getCertificate());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyManager[] keys = null;
    if (client != null) {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry(
          "me", client.getKeyPair().getPrivate(), new char[0], client.getCertificatePath());
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(own, new char[0]);
      keys = managers.getKeyManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    var socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(listener.address().getAddress(), listener.address().getPort());
    socket.setSoTimeout(CertificateFiles.TIMEOUT_MILLIS);
    return socket;
  }

  private static String serverName(SSLSocket socket) throws IOException {
    var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return certificate.getSubjectX500Principal().getName();
  }

  private static int echo(SSLSocket socket) throws IOException {
    socket.getOutputStream().write(42);
    return socket.getInputStream().read();
  }

  @Test
  void speaksTls() throws Exception {
    try (var tls = ReloadingTls.open(settings, NEVER)) {
      Listener listener = listen(tls);
      try (SSLSocket socket = connect(listener, null)) {
        assertThat(echo(socket)).isEqualTo(42);
        assertThat(serverName(socket)).isEqualTo("CN=first");
      }
      listener.close(Duration.ZERO);
    }
  }

  @Test
  void newCertificateServesNewConnectionsAndOldOnesGoOn() throws Exception {
    try (var tls = ReloadingTls.open(settings, Duration.ofMillis(20))) {
      Listener listener = listen(tls);
      try (SSLSocket before = connect(listener, null)) {
        assertThat(echo(before)).isEqualTo(42);
        install(issued("second", authority));

        await()
            .untilAsserted(
                () -> {
                  try (SSLSocket after = connect(listener, null)) {
                    assertThat(serverName(after)).isEqualTo("CN=second");
                  }
                });
        assertThat(echo(before)).isEqualTo(42);
      }
      listener.close(Duration.ZERO);
    }
  }

  @Test
  void badNewFilesLeaveTheOldInUse() throws Exception {
    try (var tls = ReloadingTls.open(settings, NEVER)) {
      Listener listener = listen(tls);
      Files.writeString(settings.certPath(), "nonsense");
      tls.reload();
      Files.delete(settings.keyPath());
      tls.reload();
      try (SSLSocket socket = connect(listener, null)) {
        assertThat(serverName(socket)).isEqualTo("CN=first");
      }
      install(issued("second", authority));
      tls.reload();
      try (SSLSocket socket = connect(listener, null)) {
        assertThat(serverName(socket)).isEqualTo("CN=second");
      }
      listener.close(Duration.ZERO);
    }
  }

  @Test
  void halfReplacedPairLeavesTheOldInUse() throws Exception {
    try (var tls = ReloadingTls.open(settings, NEVER)) {
      Listener listener = listen(tls);
      X509Bundle second = issued("second", authority);
      Files.writeString(settings.certPath(), second.getCertificatePEM());
      tls.reload();
      try (SSLSocket socket = connect(listener, null)) {
        assertThat(serverName(socket)).isEqualTo("CN=first");
      }
      Files.writeString(settings.keyPath(), second.getPrivateKeyPEM());
      tls.reload();
      try (SSLSocket socket = connect(listener, null)) {
        assertThat(serverName(socket)).isEqualTo("CN=second");
      }
      listener.close(Duration.ZERO);
    }
  }

  @Test
  void intermediatesAreSentWithTheCertificate() throws Exception {
    X509Bundle intermediate =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=intermediate")
            .setIsCertificateAuthority(true)
            .buildIssuedBy(authority);
    install(issued("leaf", intermediate));
    Path chain = Files.writeString(dir.resolve("chain.pem"), intermediate.getCertificatePEM());
    settings =
        new ServerTls(
            settings.certPath(),
            settings.keyPath(),
            Optional.of(chain),
            false,
            Optional.empty(),
            List.of(),
            List.of());
    try (var tls = ReloadingTls.open(settings, NEVER)) {
      Listener listener = listen(tls);
      try (SSLSocket socket = connect(listener, null)) {
        assertThat(echo(socket)).isEqualTo(42);
      }
      listener.close(Duration.ZERO);
    }
  }

  @Test
  void clientMustShowCertificateOfItsAuthority() throws Exception {
    Path ca = Files.writeString(dir.resolve("ca.pem"), authority.getCertificatePEM());
    settings = settings(true, Optional.of(ca), List.of(), List.of());
    try (var tls = ReloadingTls.open(settings, NEVER)) {
      Listener listener = listen(tls);
      try (SSLSocket socket = connect(listener, issued("client", authority))) {
        assertThat(echo(socket)).isEqualTo(42);
      }
      try (SSLSocket socket = connect(listener, null)) {
        assertThatThrownBy(() -> echo(socket))
            .isInstanceOf(IOException.class)
            .isNotInstanceOf(SocketTimeoutException.class);
      }
      try (SSLSocket socket = connect(listener, issued("client", authority("another")))) {
        assertThatThrownBy(() -> echo(socket))
            .isInstanceOf(IOException.class)
            .isNotInstanceOf(SocketTimeoutException.class);
      }
      listener.close(Duration.ZERO);
    }
  }

  @Test
  void onlyTheProtocolsAndCiphersThatWereSetAreSpoken() throws Exception {
    settings =
        settings(false, Optional.empty(), List.of("TLS_AES_128_GCM_SHA256"), List.of("TLSv1.3"));
    try (var tls = ReloadingTls.open(settings, NEVER)) {
      Listener listener = listen(tls);
      try (SSLSocket socket = connect(listener, null)) {
        assertThat(echo(socket)).isEqualTo(42);
        assertThat(socket.getSession().getCipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
      }
      try (SSLSocket socket = connect(listener, null)) {
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        assertThatThrownBy(() -> echo(socket))
            .isInstanceOf(IOException.class)
            .isNotInstanceOf(SocketTimeoutException.class);
      }
      listener.close(Duration.ZERO);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC PRIVATE KEY", "DSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
  void keyInAnotherFormIsRefusedWithTheCommandThatTurnsIt(String kind) throws Exception {
    Files.writeString(
        settings.keyPath(), "-----BEGIN %s-----\nAAAA\n-----END %s-----\n".formatted(kind, kind));
    assertThatThrownBy(() -> ReloadingTls.open(settings, NEVER))
        .isInstanceOf(TlsException.class)
        .hasMessageContaining("key.pem")
        .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
  }

  @Test
  void damagedKeyIsNamed() throws Exception {
    Files.writeString(
        settings.keyPath(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(() -> ReloadingTls.open(settings, NEVER))
        .hasMessageContaining("key.pem")
        .hasMessageContaining("damaged");
  }

  @Test
  void missingFileIsNamed() throws Exception {
    Files.delete(settings.certPath());
    assertThatThrownBy(() -> ReloadingTls.open(settings, NEVER))
        .hasMessage(settings.certPath() + ": there is no such file");
  }

  @Test
  void keyOfAnotherCertificateIsNamed() throws Exception {
    Files.writeString(settings.keyPath(), issued("other", authority).getPrivateKeyPEM());
    assertThatThrownBy(() -> ReloadingTls.open(settings, NEVER))
        .hasMessageContaining("is not the private key of the certificate in");
  }

  @Test
  void unknownCipherIsNamedWithThoseThatAreKnown() {
    settings = settings(false, Optional.empty(), List.of("ROT13"), List.of());
    assertThatThrownBy(() -> ReloadingTls.open(settings, NEVER))
        .hasMessageContaining("unknown TLS cipher 'ROT13'")
        .hasMessageContaining("TLS_AES_256_GCM_SHA384");
  }
}
