package io.dtabd.net;

import io.dtabd.config.ServerTls;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** The contents of a listener's TLS files at one moment. */
record TlsMaterial(String chain, String key, Optional<String> clientCa) {

  /** Far above any chain; a wrong path must not fill the memory. */
  private static final int MAX_FILE_BYTES = 1024 * 1024;

  static TlsMaterial read(ServerTls settings) throws TlsException {
    String chain = text(settings.certPath());
    if (settings.intermediateCertsPath().isPresent()) {
      chain = chain + "\n" + text(settings.intermediateCertsPath().get());
    }
    Optional<String> clientCa =
        settings.caCertPath().isPresent()
            ? Optional.of(text(settings.caCertPath().get()))
            : Optional.empty();
    return new TlsMaterial(chain, text(settings.keyPath()), clientCa);
  }

  /**
   * @param protocols what is spoken above TLS, by its ALPN names; empty if clients know it
   */
  SslContext context(ServerTls settings, List<String> protocols) throws TlsException {
    PrivateKey privateKey = Pem.privateKey(key, settings.keyPath());
    X509Certificate[] certificates = Pem.certificates(chain, settings.certPath());
    if (!Pem.belongTogether(privateKey, certificates[0])) {
      throw new TlsException(
          "%s is not the private key of the certificate in %s"
              .formatted(settings.keyPath(), settings.certPath()),
          null);
    }
    checkNames(settings);
    SslContextBuilder builder =
        SslContextBuilder.forServer(privateKey, certificates)
            .sslProvider(SslProvider.JDK)
            .clientAuth(settings.requireClientAuth() ? ClientAuth.REQUIRE : ClientAuth.NONE);
    if (!protocols.isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              protocols));
    }
    if (!settings.ciphers().isEmpty()) {
      builder.ciphers(settings.ciphers());
    }
    if (!settings.protocols().isEmpty()) {
      builder.protocols(settings.protocols());
    }
    if (clientCa.isPresent() && settings.caCertPath().isPresent()) {
      builder.trustManager(Pem.certificates(clientCa.get(), settings.caCertPath().get()));
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new TlsException(settings.certPath() + ": TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static void checkNames(ServerTls settings) throws TlsException {
    try {
      SSLParameters supported = SSLContext.getDefault().getSupportedSSLParameters();
      check("cipher", settings.ciphers(), Set.of(supported.getCipherSuites()));
      check("protocol", settings.protocols(), Set.of(supported.getProtocols()));
    } catch (GeneralSecurityException e) {
      throw new TlsException("this Java has no TLS: " + e.getMessage(), e);
    }
  }

  private static void check(String what, List<String> names, Set<String> supported)
      throws TlsException {
    for (String name : names) {
      if (!supported.contains(name)) {
        throw new TlsException(
            "unknown TLS %s '%s'; supported: %s"
                .formatted(what, name, String.join(", ", new TreeSet<>(supported))),
            null);
      }
    }
  }

  /** The content of a PEM file. */
  static String text(Path file) throws TlsException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new TlsException(
            "%s: larger than %d bytes, so not a PEM file".formatted(file, MAX_FILE_BYTES), null);
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new TlsException(file + ": there is no such file", e);
    } catch (TlsException e) {
      throw e;
    } catch (IOException e) {
      throw new TlsException("%s: it cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
