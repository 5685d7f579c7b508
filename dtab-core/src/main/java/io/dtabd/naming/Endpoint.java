package io.dtabd.naming;

import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One address that serves a name.
 *
 * @param weight its share among the endpoints of its set, where one is given
 * @param nodeName the machine it runs on, where known
 */
public record Endpoint(InetAddress ip, int port, OptionalDouble weight, Optional<String> nodeName) {

  public Endpoint(InetAddress ip, int port) {
    this(ip, port, OptionalDouble.empty(), Optional.empty());
  }
}
