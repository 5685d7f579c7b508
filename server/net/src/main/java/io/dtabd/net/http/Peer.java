package io.dtabd.net.http;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * The other side of a connection.
 *
 * @param remote where it is
 * @param local where its connection was accepted
 * @param tls what was agreed on with it; empty without TLS
 */
public record Peer(InetSocketAddress remote, InetSocketAddress local, Optional<SSLSession> tls) {

  /** A kind of subject alternative name (RFC 5280, section 4.2.1.6), as SPIFFE has it. */
  private static final int URI_NAME = 6;

  static Peer of(Channel channel) {
    return new Peer(
        (InetSocketAddress) channel.remoteAddress(),
        (InetSocketAddress) channel.localAddress(),
        Optional.ofNullable(channel.pipeline().get(SslHandler.class))
            .map(handler -> handler.engine().getSession()));
  }

  /**
   * The name in the certificate with which it has shown who it is: the common name of its subject;
   * or else the URI it is made out to; or else the subject.
   */
  public Optional<String> certificateName() {
    return tls.flatMap(Peer::certificate).map(Peer::name);
  }

  private static Optional<X509Certificate> certificate(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? Optional.of(certificate)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty(); // it was not asked for one, or had none
    }
  }

  private static String name(X509Certificate certificate) {
    String subject = certificate.getSubjectX500Principal().getName();
    return commonName(subject).or(() -> uri(certificate)).orElse(subject);
  }

  private static Optional<String> commonName(String subject) {
    try {
      return new LdapName(subject)
          .getRdns().reversed().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(Rdn::getValue)
              .map(Object::toString)
              .findFirst();
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> uri(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? Optional.empty()
          : names.stream()
              .filter(name -> name.getFirst().equals(URI_NAME))
              .map(name -> String.valueOf(name.get(1)))
              .findFirst();
    } catch (CertificateParsingException e) {
      return Optional.empty();
    }
  }
}
