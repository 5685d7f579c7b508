package io.dtabd.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The other replicas of this server.
 *
 * @param secretFile what replicas prove with that they belong together; empty: they need not
 * @param tls towards their admin ports, if those have TLS
 */
public record PeersConfig(Where where, Optional<Path> secretFile, Optional<ClientTls> tls) {

  /**
   * Each is asked whenever somebody asks how far a change has come. More than that are not the
   * replicas of one control plane.
   */
  public static final int MAX_PEERS = 64;

  /** Where their admin ports are; this replica's may be among them. */
  public sealed interface Where {

    /**
     * Every address of a name.
     *
     * @param name looked up for each round of requests, of which DNS and the JDK may answer some
     *     from their caches
     */
    record Dns(String name, int port) implements Where {}

    /** One replica at each. */
    record Addresses(List<HostPort> addresses) implements Where {

      public Addresses {
        addresses = List.copyOf(addresses);
      }
    }
  }
}
