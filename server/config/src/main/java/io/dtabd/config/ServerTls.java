package io.dtabd.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * TLS of a listener. The files are PEM and are read again when they change.
 *
 * @param keyPath the private key, PKCS#8
 * @param intermediateCertsPath the rest of the chain
 * @param caCertPath who signs clients' certificates; empty: the system's authorities
 * @param ciphers allowed, by their JDK names; empty: the JDK's choice
 * @param protocols allowed, such as {@code TLSv1.3}; empty: the JDK's choice
 */
public record ServerTls(
    Path certPath,
    Path keyPath,
    Optional<Path> intermediateCertsPath,
    boolean requireClientAuth,
    Optional<Path> caCertPath,
    List<String> ciphers,
    List<String> protocols) {

  public ServerTls {
    ciphers = List.copyOf(ciphers);
    protocols = List.copyOf(protocols);
  }
}
