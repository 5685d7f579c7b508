package io.dtabd.config;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Where an interface, or the admin server, listens.
 *
 * @param port 0 to 65535; at 0 the system chooses one
 */
public record Listener(
    InetAddress ip, int port, Optional<ServerTls> tls, SocketOptions socketOptions) {

  public static Listener onLoopback(int port) {
    return new Listener(
        InetAddress.getLoopbackAddress(), port, Optional.empty(), SocketOptions.DEFAULT);
  }

  /** {@code ip:port}, an IPv6 address in brackets. */
  public String address() {
    return new HostPort(ip.getHostAddress(), port).toString();
  }

  /** Whether both cannot listen in one process. */
  boolean collidesWith(Listener other) {
    return port != 0
        && port == other.port
        && (ip.equals(other.ip) || ip.isAnyLocalAddress() || other.ip.isAnyLocalAddress());
  }
}
