package io.dtabd.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to reach a cluster's API server.
 *
 * @param server as the file names it. Empty: by {@code kubeconfig} if there is one; otherwise with
 *     the pod's service account if one is mounted; otherwise at {@link #DEFAULT_SERVER}
 * @param tls how to speak TLS with {@code server}; empty: plain HTTP
 * @param kubeconfig a file as kubectl uses it, of which the current context counts
 */
public record KubernetesApi(
    Optional<HostPort> server, Optional<ClientTls> tls, Optional<Path> kubeconfig) {

  /** A {@code kubectl proxy} beside dtabd. */
  public static final HostPort DEFAULT_SERVER = new HostPort("localhost", 8001);
}
