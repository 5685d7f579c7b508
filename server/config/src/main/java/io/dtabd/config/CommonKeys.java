package io.dtabd.config;

import java.util.Optional;
import java.util.OptionalInt;

/** Keys that several kinds share. */
final class CommonKeys {

  private CommonKeys() {}

  /** {@code experimental} may stand everywhere; only where a kind needs it does it matter. */
  static boolean experimental(Section at) {
    return at.flag("experimental").orElse(false);
  }

  /** {@code tls} towards a server. */
  static Optional<ClientTls> clientTls(Section at) {
    return at.section("tls").map(CommonKeys::tls);
  }

  private static ClientTls tls(Section at) {
    var tls =
        new ClientTls(
            at.flag("disableValidation").orElse(false),
            at.text("commonName"),
            at.files("trustCerts"),
            at.file("trustCertsBundle"),
            at.section("clientAuth").map(CommonKeys::clientAuth));
    if (tls.disableValidation()) {
      at.warn(
          "disableValidation", "any certificate is accepted, so the connection is open to attack");
    }
    at.finish();
    return tls;
  }

  private static ClientTls.ClientAuth clientAuth(Section at) {
    var clientAuth =
        new ClientTls.ClientAuth(at.requiredFile("certPath"), at.requiredFile("keyPath"));
    at.finish();
    return clientAuth;
  }

  /** {@code host}, {@code port}, {@code tls} and {@code kubeconfig}. */
  static KubernetesApi kubernetes(Section at) {
    HostPort standard = KubernetesApi.DEFAULT_SERVER;
    Optional<String> host = at.text("host");
    OptionalInt port = at.number("port", 1, Section.MAX_PORT);
    Optional<HostPort> server =
        host.isPresent() || port.isPresent()
            ? Optional.of(new HostPort(host.orElse(standard.host()), port.orElse(standard.port())))
            : Optional.empty();
    var api = new KubernetesApi(server, clientTls(at), at.file("kubeconfig"));
    if (server.isPresent() && api.kubeconfig().isPresent()) {
      at.problem("kubeconfig", "the file names the server, so 'host' and 'port' must go");
    }
    if (server.isEmpty() && api.tls().isPresent()) {
      at.problem("tls", "it is for the server of 'host' and 'port', which are missing");
    }
    return api;
  }
}
