package io.dtabd.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A page under construction. Everything that is not part of the program's own text goes through
 * {@link #text}, which escapes it.
 */
final class Html {

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --line: #8884; --soft: #777; --accent: #0a6cb8; }
      @media (prefers-color-scheme: dark) { :root { --soft: #999; --accent: #5fb0ee; } }
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
      header { display: flex; align-items: baseline; gap: 1rem; border-bottom: 1px solid var(--line);
        padding-bottom: .5rem; margin-bottom: 1.5rem; }
      header a { font-weight: 600; font-size: 1.2rem; text-decoration: none; color: inherit; }
      header span, footer, .soft { color: var(--soft); }
      h1 { font-size: 1.3rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
      a { color: var(--accent); }
      table { border-collapse: collapse; width: 100%; }
      th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid var(--line);
        vertical-align: top; overflow-wrap: anywhere; }
      th { font-weight: 600; color: var(--soft); }
      .number { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
      code, pre { font: 13px/1.5 ui-monospace, monospace; }
      pre { border: 1px solid var(--line); border-radius: 6px; padding: 1rem; overflow-x: auto; }
      .notice { border-left: 4px solid #c60; padding: .5rem 1rem; margin: 0 0 1.5rem; background: #c601; }
      footer { margin-top: 2rem; font-size: 13px; }
      footer a { margin-right: .8rem; white-space: nowrap; }
      """;

  /** The page may load nothing, run nothing and be framed by nobody; only its own style applies. */
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'sha256-"
          + sha256(STYLE)
          + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final StringBuilder out = new StringBuilder();

  Html(String title) {
    markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
        .text(title)
        .markup(
            " - dtabd</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n<style>")
        .markup(STYLE)
        .markup("</style>\n</head>\n<body>\n");
  }

  /** Adds {@code markup} as it is. */
  Html markup(String markup) {
    out.append(markup);
    return this;
  }

  /** Adds {@code text} so that it is shown as it is, as content or in a quoted attribute. */
  Html text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return this;
  }

  /** The whole page. */
  String page() {
    return out + "</body>\n</html>\n";
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
