package io.dtabd.config;

/**
 * A server that dtabd connects to.
 *
 * @param host a name or an IP address, without brackets
 */
public record HostPort(String host, int port) {

  /** {@code host:port}, an IPv6 address in brackets. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
