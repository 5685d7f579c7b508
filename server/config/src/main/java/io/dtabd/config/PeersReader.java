package io.dtabd.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;

/** Reads {@code io.dtabd.peers}. */
final class PeersReader {

  static final String KEY = "io.dtabd.peers";

  private PeersReader() {}

  /**
   * @param at the mapping of that key
   * @param root where the key is
   * @param admin where this replica is asked by the others
   */
  static Optional<PeersConfig> read(Section at, Section root, AdminConfig admin) {
    boolean complete = at.has("dns") != at.has("addresses");
    if (!complete) {
      at.problem(
          at.has("dns") ? "addresses" : "dns",
          "either 'dns' or 'addresses' names the replicas; give one of them");
    }
    Optional<PeersConfig.Where> where =
        at.has("addresses") ? Optional.of(addresses(at)) : dns(at).map(it -> it);
    Optional<PeersConfig> peers =
        where.map(it -> new PeersConfig(it, at.file("secretFile"), CommonKeys.clientTls(at)));
    at.finish();
    peers.ifPresent(read -> check(read, root, admin));
    return complete ? peers : Optional.empty();
  }

  private static Optional<PeersConfig.Where.Dns> dns(Section at) {
    int port = at.number("port", 1, Section.MAX_PORT).orElse(AdminConfig.DEFAULT_PORT);
    return at.text("dns")
        .map(
            name -> {
              if (!isName(name)) {
                at.problem("dns", "the name of a host expected, '" + name + "' found");
              }
              return new PeersConfig.Where.Dns(name, port);
            });
  }

  private static PeersConfig.Where addresses(Section at) {
    if (at.has("port")) {
      at.problem("port", "it goes with 'dns'; an address of 'addresses' has its port in it");
    }
    var read = new ArrayList<HostPort>();
    List<String> texts = at.texts("addresses");
    for (String text : texts) {
      address(text)
          .ifPresentOrElse(
              read::add, () -> at.problem("addresses", "host:port expected, '" + text + "' found"));
    }
    if (texts.isEmpty()) {
      at.problem("addresses", "at least one host:port is needed; this replica's own may be it");
    }
    if (texts.size() > PeersConfig.MAX_PEERS) {
      at.problem(
          "addresses",
          "at most %d are asked, %d found".formatted(PeersConfig.MAX_PEERS, texts.size()));
    }
    return new PeersConfig.Where.Addresses(read);
  }

  /** {@code host:port}, an IPv6 address in brackets. */
  private static Optional<HostPort> address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    if (bracketed ? !isIpv6(host) : !isName(host)) {
      return Optional.empty();
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      return port >= 1 && port <= Section.MAX_PORT
          ? Optional.of(new HostPort(host, port))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A name, or an IPv4 address. */
  private static boolean isName(String text) {
    return text.matches("[\\w.-]{1,255}");
  }

  /** It may name an interface that only the host of the replica has. */
  private static boolean isIpv6(String text) {
    return text.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[\\w.-]{1,64})?");
  }

  private static void check(PeersConfig peers, Section root, AdminConfig admin) {
    if (admin.listener().ip().isLoopbackAddress() && !hosts(peers).allMatch(PeersReader::isHere)) {
      root.problem(
          KEY,
          "the replicas ask each other's admin port, but that of this one listens on %s, where no"
                  .formatted(admin.listener().address())
              + " other machine reaches it; give 'ip' under 'admin', such as 0.0.0.0");
    }
    if (admin.listener().tls().isPresent() && peers.tls().isEmpty()) {
      root.warn(
          KEY,
          "the admin port here has TLS, and the other replicas are asked without; if theirs have it"
              + " too, give 'tls'");
    }
    peers.tls().ifPresent(tls -> checkTlsNames(peers, tls, root));
    if (!admin.security().diagnosticsEnabled()) {
      root.warn(
          KEY,
          "diagnosticsEnabled is false under admin.security, so other replicas get no response from"
              + " this one unless pathWhitelist has '/peers/.*'");
    }
  }

  /** Names that a certificate cannot be made out to, which TLS refuses to ask for. */
  private static void checkTlsNames(PeersConfig peers, ClientTls tls, Section root) {
    tls.commonName()
        .map(Stream::of)
        .orElseGet(() -> hosts(peers).filter(host -> !isIpv6(host) && !isLiteral(host)))
        .filter(name -> !isTlsName(name))
        .forEach(
            name ->
                root.problem(
                    KEY,
                    "certificates of the replicas are checked against the name '%s', which cannot be"
                            .formatted(name)
                        + " that of a host; give another 'commonName' under 'tls'"));
  }

  private static boolean isTlsName(String name) {
    try {
      var _ = new SNIHostName(name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Stream<String> hosts(PeersConfig peers) {
    return switch (peers.where()) {
      case PeersConfig.Where.Dns(var name, var _) -> Stream.of(name);
      case PeersConfig.Where.Addresses(var addresses) -> addresses.stream().map(HostPort::host);
    };
  }

  /** Names are not looked up: a file may be checked where the replicas' DNS is not. */
  private static boolean isHere(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return true;
    }
    return isLiteral(host) && InetAddress.ofLiteral(host).isLoopbackAddress();
  }

  private static boolean isLiteral(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
