package io.dtabd.admin;

import io.dtabd.net.http.Headers;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The page for people with a browser: one shell for all views, and its files, which a browser may
 * keep for good because their address has a hash of them.
 */
final class AdminPage {

  /** A year, the longest that caches care for. */
  private static final String KEEP = "public, max-age=31536000, immutable";

  private static final int NONCE_BYTES = 16;

  private final String token;
  private final boolean readOnly;
  private final SecureRandom random = new SecureRandom();
  private volatile @Nullable UiFiles files;

  /**
   * @param token for changes
   * @param readOnly whether the page is to offer none
   */
  AdminPage(String token, boolean readOnly) {
    this.token = token;
    this.readOnly = readOnly;
  }

  /** Whether the client shows pages: browsers ask for HTML by name, scripts do not. */
  static boolean isWanted(Request request) {
    return request.headers().all("Accept").stream()
        .flatMap(header -> Arrays.stream(header.split(",")))
        .anyMatch(
            range -> range.split(";")[0].strip().toLowerCase(Locale.ROOT).equals("text/html"));
  }

  /** The shell; the script in it sees by the address what to show. */
  Response shell(Request request) throws IOException {
    return shell(200);
  }

  Response shell(int status) throws IOException {
    UiFiles ui = files();
    byte[] bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    String html =
        ui.shell()
            .replace("{{ui}}", "/ui/" + ui.version())
            .replace("{{token}}", token)
            .replace("{{readOnly}}", Boolean.toString(readOnly))
            .replace("{{nonce}}", nonce);
    return Response.html(status, html)
        .with("Cache-Control", "no-store")
        .with("Vary", "Accept")
        .with("Content-Security-Policy", policy(nonce))
        .with("X-Content-Type-Options", "nosniff")
        // Not no-referrer, with which browsers say that a request's origin is null.
        .with("Referrer-Policy", "same-origin")
        .with("Cross-Origin-Opener-Policy", "same-origin");
  }

  /** {@code /ui/HASH/FILE}. */
  Response asset(Request request) throws IOException {
    UiFiles ui = files();
    UiFiles.@Nullable Asset asset = ui.assets().get(request.pathParameter("file"));
    if (asset == null || !request.pathParameter("hash").equals(ui.version())) {
      throw HttpProblem.notFound(
          "There is no such file in this version of the page; load the page again");
    }
    return answer(request, asset).with("Cache-Control", KEEP);
  }

  /** {@code /favicon.ico}, which browsers ask for on their own. */
  Response icon(Request request) throws IOException {
    UiFiles ui = files();
    UiFiles.@Nullable Asset icon = ui.assets().get("favicon.ico");
    icon = icon == null ? ui.assets().get("favicon.svg") : icon;
    if (icon == null) {
      throw HttpProblem.notFound("There is no icon");
    }
    return answer(request, icon).with("Cache-Control", "max-age=86400");
  }

  private static Response.Full answer(Request request, UiFiles.Asset asset) {
    boolean gzip = asset.gzipped().isPresent() && takesGzip(request.headers());
    Response.Full answer =
        Response.of(200, asset.type(), gzip ? asset.gzipped().orElseThrow() : asset.plain())
            .with("Vary", "Accept-Encoding")
            .with("X-Content-Type-Options", "nosniff")
            .with("Cross-Origin-Resource-Policy", "same-origin");
    return gzip ? answer.with("Content-Encoding", "gzip") : answer;
  }

  private static boolean takesGzip(Headers headers) {
    return headers.all("Accept-Encoding").stream()
        .flatMap(header -> Arrays.stream(header.split(",")))
        .map(coding -> coding.replace(" ", "").toLowerCase(Locale.ROOT))
        .anyMatch(
            coding ->
                coding.equals("gzip")
                    || (coding.startsWith("gzip;q=") && !coding.matches("gzip;q=0(\\.0*)?")));
  }

  private static String policy(String nonce) {
    return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"
        + nonce
        + "'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self';"
        + " frame-ancestors 'none'";
  }

  /** Read when somebody first asks, so that a server without people starts no slower. */
  private UiFiles files() throws IOException {
    UiFiles known = files;
    if (known == null) {
      known = UiFiles.read();
      files = known;
    }
    return known;
  }
}
