package io.dtabd.net.http;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a page of another site makes a browser send. A browser says where a request comes
 * from, and no page can make it lie ({@code Sec-Fetch-Site} and {@code Origin} are names that
 * scripts cannot set); other clients say nothing of the kind.
 */
public final class SameOrigin {

  private static final String FETCH_SITE = "Sec-Fetch-Site";
  private static final String ORIGIN = "Origin";

  /** The page itself, and what people type or follow from a bookmark. */
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  private SameOrigin() {}

  /** Whether the headers are those of a page of another site. */
  public static boolean isForeign(Headers headers) {
    // Where a browser tells the site, it has compared the origin itself, and a proxy in between
    // may have changed Host since.
    String site = headers.first(FETCH_SITE);
    String origin = headers.first(ORIGIN);
    return site == null
        ? origin != null && !authorityOf(origin).equals(host(headers))
        : !OWN_SITES.contains(site);
  }

  /** The error for such a request. */
  public static HttpProblem refusal(Headers headers) {
    String origin = headers.first(ORIGIN);
    return new HttpProblem(
        403,
        "This was sent by a page of another site (%s), which may not"
            .formatted(origin == null ? headers.first(FETCH_SITE) : origin));
  }

  private static String host(Headers headers) {
    String host = headers.first("Host");
    return host == null ? "" : host.toLowerCase(Locale.ROOT);
  }

  private static String authorityOf(String origin) {
    try {
      @Nullable String authority = URI.create(origin).getRawAuthority();
      return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
