package io.dtabd.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * TLS towards a store or a cluster.
 *
 * @param disableValidation take any certificate
 * @param commonName expected in the server's certificate instead of the host's name
 * @param trustCerts files of certificates to trust instead of the system's authorities
 * @param trustCertsBundle a file of many such certificates
 * @param clientAuth what dtabd shows of itself
 */
public record ClientTls(
    boolean disableValidation,
    Optional<String> commonName,
    List<Path> trustCerts,
    Optional<Path> trustCertsBundle,
    Optional<ClientAuth> clientAuth) {

  /** A certificate and its private key, PEM files. */
  public record ClientAuth(Path certPath, Path keyPath) {}

  public ClientTls {
    trustCerts = List.copyOf(trustCerts);
  }
}
