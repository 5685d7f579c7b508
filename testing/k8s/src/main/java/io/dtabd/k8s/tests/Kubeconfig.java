package io.dtabd.k8s.tests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * How somebody reaches the API server.
 *
 * @param certificate what the server's TLS is to be trusted by, in PEM
 * @param namespace the one that kubectl takes if none is given
 */
public record Kubeconfig(String server, String certificate, String token, String namespace) {

  public Kubeconfig in(String namespace) {
    return new Kubeconfig(server, certificate, token, namespace);
  }

  /** The same server, behind something that listens on {@code port} of 127.0.0.1. */
  public Kubeconfig through(int port) {
    return new Kubeconfig("https://127.0.0.1:" + port, certificate, token, namespace);
  }

  /** As {@code kubectl} reads it. */
  public String yaml() {
    return """
    apiVersion: v1
    kind: Config
    current-context: test
    clusters:
    - name: test
      cluster:
        server: %s
        certificate-authority-data: %s
    users:
    - name: test
      user:
        token: %s
    contexts:
    - name: test
      context:
        cluster: test
        user: test
        namespace: %s
    """
        .formatted(
            server,
            Base64.getEncoder().encodeToString(certificate.getBytes(UTF_8)),
            token,
            namespace);
  }

  public Path write(Path file) throws IOException {
    return Files.writeString(file, yaml());
  }
}
