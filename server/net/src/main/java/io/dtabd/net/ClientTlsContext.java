package io.dtabd.net;

import io.dtabd.config.ClientTls;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS towards servers. */
public final class ClientTlsContext {

  private ClientTlsContext() {}

  /**
   * For HTTP/2.
   *
   * @throws TlsException if a file cannot be read or used; the message says which
   */
  public static SslContext http2(ClientTls settings) throws TlsException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2));
    List<Path> files = trustFiles(settings);
    if (settings.disableValidation()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else if (!files.isEmpty()) {
      builder.trustManager(trusted(files));
    }
    if (settings.clientAuth().isPresent()) {
      Own own = own(settings.clientAuth().get());
      builder.keyManager(own.key(), own.chain());
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new TlsException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /**
   * For clients of the JDK, whatever they speak.
   *
   * @throws TlsException if a file cannot be read or used; the message says which
   */
  public static SSLContext jdk(ClientTls settings) throws TlsException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(settings), trustManagers(settings), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new TlsException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /**
   * The contents of all files of the settings, to tell whether one was replaced. Not their times: a
   * link to another file can look the same from outside.
   *
   * @throws TlsException if a file cannot be read; the message says which
   */
  public static List<String> contents(ClientTls settings) throws TlsException {
    List<Path> files = trustFiles(settings);
    settings.clientAuth().ifPresent(own -> files.addAll(List.of(own.certPath(), own.keyPath())));
    var contents = new ArrayList<String>();
    for (Path file : files) {
      contents.add(TlsMaterial.text(file));
    }
    return contents;
  }

  /** Null means the JDK's own: none. */
  private static KeyManager @Nullable [] keyManagers(ClientTls settings)
      throws TlsException, GeneralSecurityException {
    if (settings.clientAuth().isEmpty()) {
      return null;
    }
    Own own = own(settings.clientAuth().get());
    KeyStore keys = emptyStore();
    keys.setKeyEntry("own", own.key(), new char[0], own.chain());
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, new char[0]);
    return factory.getKeyManagers();
  }

  /** Null means the JDK's own: the system's authorities. */
  private static TrustManager @Nullable [] trustManagers(ClientTls settings)
      throws TlsException, GeneralSecurityException {
    if (settings.disableValidation()) {
      return InsecureTrustManagerFactory.INSTANCE.getTrustManagers();
    }
    List<Path> files = trustFiles(settings);
    if (files.isEmpty()) {
      return null;
    }
    KeyStore trusted = emptyStore();
    for (X509Certificate certificate : trusted(files)) {
      trusted.setCertificateEntry("trusted " + trusted.size(), certificate);
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new AssertionError("nothing is read", e);
    }
    return store;
  }

  private static List<Path> trustFiles(ClientTls settings) {
    var files = new ArrayList<>(settings.trustCerts());
    settings.trustCertsBundle().ifPresent(files::add);
    return files;
  }

  @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
  private record Own(PrivateKey key, X509Certificate[] chain) {}

  private static Own own(ClientTls.ClientAuth files) throws TlsException {
    return own(
        TlsMaterial.text(files.keyPath()),
        files.keyPath(),
        TlsMaterial.text(files.certPath()),
        files.certPath());
  }

  private static Own own(String key, Path keyFile, String chain, Path chainFile)
      throws TlsException {
    PrivateKey privateKey = Pem.privateKey(key, keyFile);
    X509Certificate[] certificates = Pem.certificates(chain, chainFile);
    if (!Pem.belongTogether(privateKey, certificates[0])) {
      throw new TlsException(
          "%s is not the private key of the certificate in %s".formatted(keyFile, chainFile), null);
    }
    return new Own(privateKey, certificates);
  }

  /**
   * The key in {@code key}, for libraries that read fewer forms of it.
   *
   * @param key in PEM
   * @param keyFile where that came from, for the error text
   * @param chain in PEM, the certificate that it must be the key of
   * @param chainFile where that came from
   * @throws TlsException if one makes no sense, or they do not belong together
   */
  public static PrivateKey key(String key, Path keyFile, String chain, Path chainFile)
      throws TlsException {
    return own(key, keyFile, chain, chainFile).key();
  }

  private static X509Certificate[] trusted(List<Path> files) throws TlsException {
    var certificates = new ArrayList<X509Certificate>();
    for (Path file : files) {
      certificates.addAll(List.of(Pem.certificates(TlsMaterial.text(file), file)));
    }
    return certificates.toArray(X509Certificate[]::new);
  }
}
