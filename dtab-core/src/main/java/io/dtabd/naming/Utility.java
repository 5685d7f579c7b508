package io.dtabd.naming;

import io.dtabd.dtab.Label;
import io.dtabd.dtab.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The namers of {@code /$} that only rewrite what follows their name. They are spelt as the classes
 * that namerd had for them, since that is what is written in dtabs.
 */
enum Utility {
  /** {@code /PFX/host:port/etc} to {@code /PFX/host/port/etc}. */
  HOST_PORT("io.buoyant.hostportPfx"),

  /** {@code /PFX/host:port/etc} to {@code /PFX/port/host/etc}. */
  PORT_HOST("io.buoyant.porthostPfx"),

  /** {@code /GET/x} to {@code /x}. */
  ANY_METHOD("io.buoyant.http.anyMethod"),

  /** {@code /PFX/GET/x} to {@code /PFX/x}. */
  ANY_METHOD_PFX("io.buoyant.http.anyMethodPfx"),

  /** {@code /HOST/x} to {@code /x}. */
  ANY_HOST("io.buoyant.http.anyHost"),

  /** {@code /PFX/HOST/x} to {@code /PFX/x}. */
  ANY_HOST_PFX("io.buoyant.http.anyHostPfx"),

  /** {@code /DOMAIN/foo.DOMAIN/x} to {@code /foo/x}. */
  SUBDOMAIN_OF("io.buoyant.http.subdomainOf"),

  /** {@code /DOMAIN/PFX/foo.DOMAIN/x} to {@code /PFX/foo/x}. */
  SUBDOMAIN_OF_PFX("io.buoyant.http.subdomainOfPfx"),

  /** {@code /a.b.c/x} to {@code /c/b/a/x}. */
  DOMAIN_TO_PATH("io.buoyant.http.domainToPath"),

  /** {@code /PFX/a.b.c/x} to {@code /PFX/c/b/a/x}. */
  DOMAIN_TO_PATH_PFX("io.buoyant.http.domainToPathPfx");

  /** Coarse, so that names, IPv4 and IPv6 addresses pass without a parser for each. */
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_-]+");

  private static final Pattern METHOD = Pattern.compile("[A-Z]+");

  /** A port is a number or a name, which is a DNS label: 63 characters at most (RFC 1035). */
  private static final Pattern HOST_PORT_PAIR =
      Pattern.compile("([^:]+):([a-z0-9][-a-z0-9]{0,62}):*");

  private static final Map<String, Utility> BY_NAME =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(each -> each.spelt, each -> each));

  private final String spelt;

  Utility(String spelt) {
    this.spelt = spelt;
  }

  static Optional<Utility> of(String spelt) {
    return Optional.ofNullable(BY_NAME.get(spelt));
  }

  /**
   * @param rest what follows the namer's name
   * @return where it leads; nothing if {@code rest} is not of the form that this one takes
   */
  Optional<Path> rewrite(Path rest) {
    return switch (this) {
      case HOST_PORT -> hostPort(rest, List.of(1, 2));
      case PORT_HOST -> hostPort(rest, List.of(2, 1));
      case ANY_METHOD -> withoutMethod(rest, 0);
      case ANY_METHOD_PFX -> withoutMethod(rest, 1);
      case ANY_HOST -> withoutHost(rest, 0);
      case ANY_HOST_PFX -> withoutHost(rest, 1);
      case SUBDOMAIN_OF -> subdomain(rest, 1);
      case SUBDOMAIN_OF_PFX -> subdomain(rest, 2);
      case DOMAIN_TO_PATH -> domainToPath(rest, 0);
      case DOMAIN_TO_PATH_PFX -> domainToPath(rest, 1);
    };
  }

  private static Optional<Path> withoutMethod(Path rest, int index) {
    return without(rest, index, METHOD);
  }

  private static Optional<Path> withoutHost(Path rest, int index) {
    return without(rest, index, HOST);
  }

  private static Optional<Path> without(Path rest, int index, Pattern what) {
    return index < rest.size() && matches(rest.label(index), what)
        ? Optional.of(rest.take(index).concat(rest.drop(index + 1)))
        : Optional.empty();
  }

  /**
   * @param order of the host (1) and the port (2) in what is made of them
   */
  private static Optional<Path> hostPort(Path rest, List<Integer> order) {
    if (rest.size() < 2) {
      return Optional.empty();
    }
    Matcher matcher = HOST_PORT_PAIR.matcher(rest.label(1).latin1());
    return matcher.matches()
        ? Optional.of(replaced(rest, 1, order.stream().map(matcher::group).toList()))
        : Optional.empty();
  }

  /**
   * @param hostIndex where the host stands; the domain is first, what is between is kept
   */
  private static Optional<Path> subdomain(Path rest, int hostIndex) {
    if (rest.size() <= hostIndex
        || !matches(rest.label(0), HOST)
        || !matches(rest.label(hostIndex), HOST)) {
      return Optional.empty();
    }
    String host = withoutPort(rest.label(hostIndex).latin1());
    String suffix = "." + rest.label(0).latin1();
    return host.endsWith(suffix) && host.length() > suffix.length()
        ? Optional.of(
            replaced(rest, hostIndex, List.of(host.substring(0, host.length() - suffix.length())))
                .drop(1))
        : Optional.empty();
  }

  private static Optional<Path> domainToPath(Path rest, int index) {
    if (rest.size() <= index || !matches(rest.label(index), HOST)) {
      return Optional.empty();
    }
    List<String> parts =
        Stream.of(rest.label(index).latin1().split("\\.")).filter(p -> !p.isEmpty()).toList();
    return Optional.of(replaced(rest, index, parts.reversed()));
  }

  private static String withoutPort(String host) {
    int colon = host.indexOf(':');
    return colon > 0 ? host.substring(0, colon) : host;
  }

  private static boolean matches(Label label, Pattern what) {
    return what.matcher(label.latin1()).matches();
  }

  private static Path replaced(Path path, int index, List<String> labels) {
    return path.take(index)
        .concat(new Path(labels.stream().map(Label::new).toList()))
        .concat(path.drop(index + 1));
  }
}
