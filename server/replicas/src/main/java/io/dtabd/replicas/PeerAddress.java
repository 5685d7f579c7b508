package io.dtabd.replicas;

import io.dtabd.config.HostPort;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Where a replica is asked.
 *
 * @param tlsName that its certificate may be made out to, besides the address; empty: to that only
 */
record PeerAddress(InetAddress ip, int port, Optional<String> tlsName) {

  /** Without the name that a lookup leaves in it, which would be asked for again. */
  HostPort hostPort() {
    return new HostPort(ip.getHostAddress(), port);
  }

  @Override
  public String toString() {
    return hostPort().toString();
  }
}
