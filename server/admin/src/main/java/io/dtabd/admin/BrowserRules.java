package io.dtabd.admin;

import io.dtabd.net.http.Headers;
import io.dtabd.net.http.HostNames;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.SameOrigin;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
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

  private final HostNames hosts;
  private final String token;

  BrowserRules(HostNames hosts) {
    this.hosts = hosts;
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
    String host = Objects.requireNonNullElse(headers.first("Host"), "");
    if (headers.first(FETCH_SITE) == null && !hosts.isOwn(host)) {
      throw HostNames.refusal(host);
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

  private static boolean isBrowser(Headers headers) {
    return Stream.of(ORIGIN, FETCH_SITE, "Sec-Fetch-Mode", "Sec-Fetch-Dest")
        .anyMatch(name -> headers.first(name) != null);
  }

  private static boolean isLink(Request request) {
    return "navigate".equals(request.headers().first("Sec-Fetch-Mode"))
        && (request.method().equals("GET") || request.isHead());
  }
}
