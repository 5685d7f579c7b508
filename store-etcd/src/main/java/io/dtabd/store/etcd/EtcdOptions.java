package io.dtabd.store.etcd;

import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where etcd is, and how it is talked to.
 *
 * @param endpoints {@code http://host:port} or {@code https://host:port}, at least one; which one
 *     is asked changes when it does not answer
 * @param prefix what keys begin with; a slash and the namespace follow
 * @param tls needed for endpoints with {@code https}
 * @param credentials if etcd asks for a user and a password
 */
public record EtcdOptions(
    List<URI> endpoints,
    String prefix,
    Optional<Tls> tls,
    Optional<Credentials> credentials,
    Timing timing) {

  /**
   * @param context a client's, with ALPN for HTTP/2
   * @param commonName the name that certificates must have, if it is not the endpoint's host
   */
  public record Tls(SslContext context, Optional<String> commonName) {}

  /** Who dtabd is to etcd. */
  public record Credentials(String user, String password) {

    /** Keeps the password to itself. */
    @Override
    public String toString() {
      return "Credentials[user=" + user + "]";
    }
  }

  /**
   * How long things may take.
   *
   * @param request a read or write as a whole, all its attempts together
   * @param attempt one of them, on one endpoint
   * @param refused how long a request is repeated while every endpoint refuses connections: long
   *     enough for a restart
   * @param heartbeat the silence of a watch after which the server is asked for a sign of life
   * @param silence after which it is taken for dead
   */
  public record Timing(
      Duration request, Duration attempt, Duration refused, Duration heartbeat, Duration silence) {

    /** An etcd that is well answers in milliseconds, and has a new leader within two seconds. */
    public static final Timing DEFAULT =
        new Timing(
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(4));
  }

  /**
   * @throws IllegalArgumentException if an endpoint cannot be used, with a message for the user
   */
  public EtcdOptions {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("at least one endpoint of etcd is needed");
    }
    for (URI endpoint : endpoints) {
      if (isTls(endpoint) && tls.isEmpty()) {
        throw new IllegalArgumentException(endpoint + " needs 'tls', if only as tls: {}");
      }
    }
  }

  static boolean isTls(URI endpoint) {
    return "https".equals(endpoint.getScheme());
  }
}
