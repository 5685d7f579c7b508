package io.dtabd.net.http;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names that a server has in the address bars of browsers.
 *
 * <p>A site can give a name of its own the address of this server, and a browser then takes its
 * pages for this server's (DNS rebinding). It can give itself neither an address for a name nor
 * {@code localhost}, so these are the server's, and so are the names that the configuration lists.
 */
public final class HostNames {

  private static final Pattern PORT = Pattern.compile("(:[0-9]*)?");
  private static final Pattern NAME = Pattern.compile("[a-z0-9_.-]+");

  /** Also as {@code 127.1}: no domain has a name that ends in a number. */
  private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){0,3}");

  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+(%[0-9a-z_.%-]+)?]");

  private final Set<String> names;

  /**
   * @param names besides addresses and {@code localhost}
   */
  public HostNames(Collection<String> names) {
    this.names =
        names.stream()
            .map(name -> withoutDot(name.toLowerCase(Locale.ROOT)))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether that is a name of this server.
   *
   * @param host as a header {@code Host} has it, perhaps with a port
   */
  public boolean isOwn(String host) {
    return name(host).filter(this::isKnown).isPresent();
  }

  /** What of {@code host} is its name, for people; it may be anything. */
  static String shown(String host) {
    return Excerpt.of(name(host).orElse(host));
  }

  /** The error for a request under another name. */
  public static HttpProblem refusal(String host) {
    return new HttpProblem(
        403,
        "'%s' is not known as a name of this server: add it to io.dtabd.hosts in the configuration, or use the server's address or localhost"
            .formatted(shown(host)));
  }

  private boolean isKnown(String name) {
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || IPV4.matcher(name).matches()
        || IPV6.matcher(name).matches()
        || names.contains(name);
  }

  /** Empty if it makes no sense. */
  private static Optional<String> name(String host) {
    String lower = host.strip().toLowerCase(Locale.ROOT);
    int colon = lower.indexOf(':', lower.startsWith("[") ? lower.indexOf(']') + 1 : 0);
    int end = colon < 0 ? lower.length() : colon;
    String name = lower.substring(0, end);
    boolean makesSense =
        (NAME.matcher(name).matches() || IPV6.matcher(name).matches())
            && PORT.matcher(lower.substring(end)).matches();
    return makesSense ? Optional.of(withoutDot(name)) : Optional.empty();
  }

  /** A name that ends with a dot is the same, looked up without the domains of the machine. */
  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
