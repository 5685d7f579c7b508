package io.dtabd.net;

import io.dtabd.config.ServerTls;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A certificate and its key in files, which can be replaced while a server uses them. */
public final class CertificateFiles {

  /** How long a server may take to say something, however busy the machine is. */
  static final int TIMEOUT_MILLIS = 120_000;

  /** Soon enough for a test to wait for it. */
  private static final Duration RELOAD = Duration.ofMillis(20);

  private final Path chain;
  private final Path key;
  private X509Bundle newest;

  private CertificateFiles(Path folder, X509Bundle first) {
    this.chain = folder.resolve("cert.pem");
    this.key = folder.resolve("key.pem");
    this.newest = first;
  }

  public static CertificateFiles in(Path folder) throws Exception {
    var files = new CertificateFiles(folder, selfSigned());
    files.write();
    return files;
  }

  /** Puts another certificate, of another authority, in the place of the one before. */
  public void replace() throws Exception {
    newest = selfSigned();
    write();
  }

  private void write() throws IOException {
    Files.writeString(chain, newest.getCertificatePathPEM());
    Files.writeString(key, newest.getPrivateKeyPEM());
  }

  private static X509Bundle selfSigned() throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=dtabd")
        .addSanDnsName("localhost")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  /** The newest; only who trusts it can talk to a server that has it. */
  public X509Certificate certificate() {
    return newest.getCertificate();
  }

  /** What a server uses that looks for new files all the time. */
  public ReloadingTls open(List<String> protocols) throws TlsException {
    return ReloadingTls.open(
        new ServerTls(chain, key, Optional.empty(), false, Optional.empty(), List.of(), List.of()),
        protocols,
        RELOAD);
  }

  /**
   * A connection of a client that trusts the newest certificate and no other.
   *
   * @throws SSLException if the server shows another one
   */
  public SSLSocket connect(InetSocketAddress address) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("only", certificate());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    var socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    try {
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
