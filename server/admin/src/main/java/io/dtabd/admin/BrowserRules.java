package io.dtabd.admin;

import io.dtabd.net.http.Headers;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.SameOrigin;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps pages of other sites from using an operator's browser against this server. A browser says
 * where a request comes from, and no page can make it lie; other clients say nothing of the kind
 * and need no token.
 */
final class BrowserRules {

  /** Where the page sends the token. */
  static final String TOKEN_HEADER = "X-Dtabd-Token";

  private static final String FETCH_SITE = "Sec-Fetch-Site";
  private static final String ORIGIN = "Origin";

  private static final int TOKEN_BYTES = 32;

  private final Set<String> hosts;
  private final String token;

  /**
   * @param hosts names of this server, besides addresses and {@code localhost}
   */
  BrowserRules(List<String> hosts) {
    this.hosts = Set.copyOf(hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList());
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    this.token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** What the page has to send along with changes; another one for each run of the server. */
  String token() {
    return token;
  }

  /**
   * Refuses what a page of another site makes a browser send, links apart.
   *
   * @throws HttpProblem 403 with the reason
   */
  void checkSite(Request request) {
    if (SameOrigin.isForeign(request.headers()) && !isLink(request)) {
      throw SameOrigin.refusal(request.headers());
    }
  }

  /**
   * Refuses in addition what a browser sends without the token, and under a name that may be
   * another site's which leads here.
   *
   * @throws HttpProblem 403 with the reason
   */
  void checkChange(Request request) {
    Headers headers = request.headers();
    if (!isBrowser(headers)) {
      return;
    }
    if (isLink(request)) {
      throw new HttpProblem(403, "A link changes nothing here; use the page at /");
    }
    checkSite(request);
    // Where a browser tells the site, it trusts the name: it is a certificate's, or this machine's.
    if (headers.first(FETCH_SITE) == null && !isKnown(hostName(host(headers)))) {
      throw new HttpProblem(
          403,
          "'%s' is not known as a name of this server: add it to io.dtabd.hosts under admin in the configuration, or use the server's address"
              .formatted(hostName(host(headers))));
    }
    String sent = headers.first(TOKEN_HEADER);
    if (sent == null || !isToken(sent)) {
      throw new HttpProblem(
          403,
          "The header %s is not that of this server's page, perhaps because the server was restarted: load the page again"
              .formatted(TOKEN_HEADER),
          Headers.of("Dtabd-Reload", "token"));
    }
  }

  private boolean isToken(String sent) {
    return MessageDigest.isEqual(
        sent.getBytes(StandardCharsets.ISO_8859_1), token.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * A site can give its own name the address of this server, and is then of one origin with it for
   * a browser. It cannot give itself an address for a name.
   */
  private boolean isKnown(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.startsWith("[")
        || host.matches("[0-9]+(\\.[0-9]+){3}")
        || hosts.contains(host);
  }

  private static boolean isBrowser(Headers headers) {
    return Stream.of(ORIGIN, FETCH_SITE, "Sec-Fetch-Mode", "Sec-Fetch-Dest")
        .anyMatch(name -> headers.first(name) != null);
  }

  private static boolean isLink(Request request) {
    return "navigate".equals(request.headers().first("Sec-Fetch-Mode"))
        && (request.method().equals("GET") || request.isHead());
  }

  private static String host(Headers headers) {
    String host = headers.first("Host");
    return host == null ? "" : host.toLowerCase(Locale.ROOT);
  }

  private static String hostName(String authority) {
    int port = authority.startsWith("[") ? authority.indexOf("]:") + 1 : authority.indexOf(':');
    return port > 0 ? authority.substring(0, port) : authority;
  }
}
