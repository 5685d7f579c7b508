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
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/** TLS towards servers that speak HTTP/2. */
public final class ClientTlsContext {

  private ClientTlsContext() {}

  /**
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
    var files = new ArrayList<>(settings.trustCerts());
    settings.trustCertsBundle().ifPresent(files::add);
    if (settings.disableValidation()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else if (!files.isEmpty()) {
      builder.trustManager(trusted(files));
    }
    if (settings.clientAuth().isPresent()) {
      ClientTls.ClientAuth own = settings.clientAuth().get();
      PrivateKey key = Pem.privateKey(TlsMaterial.text(own.keyPath()), own.keyPath());
      X509Certificate[] chain = Pem.certificates(TlsMaterial.text(own.certPath()), own.certPath());
      if (!Pem.belongTogether(key, chain[0])) {
        throw new TlsException(
            "%s is not the private key of the certificate in %s"
                .formatted(own.keyPath(), own.certPath()),
            null);
      }
      builder.keyManager(key, chain);
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new TlsException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static X509Certificate[] trusted(List<Path> files) throws TlsException {
    var certificates = new ArrayList<X509Certificate>();
    for (Path file : files) {
      certificates.addAll(List.of(Pem.certificates(TlsMaterial.text(file), file)));
    }
    return certificates.toArray(X509Certificate[]::new);
  }
}
