package io.dtabd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a server says that a write breaks, for people. */
final class WriteFindings {

  private WriteFindings() {}

  /**
   * @param findings an array of the server's
   */
  static List<String> lines(JsonNode findings) {
    var lines = new ArrayList<String>();
    for (JsonNode finding : findings) {
      lines.add("  " + text(finding));
      if (finding.has("before")) {
        lines.add("    - " + finding.path("before").asText());
        lines.add("    + " + finding.path("after").asText());
      }
    }
    return lines;
  }

  /** Of one finding. */
  static String text(JsonNode finding) {
    String reason = finding.path("reason").asText();
    if (!finding.has("path")) {
      return reason;
    }
    int watchers = finding.path("watchers").asInt();
    return finding.path("path").asText()
        + switch (watchers) {
          case 0 -> "";
          case 1 -> " (1 watcher)";
          default -> " (" + watchers + " watchers)";
        }
        + ": "
        + reason;
  }

  /** Of a preview, or of a response that refuses. */
  static boolean isRefused(JsonNode response) {
    return !response.path("refused").isEmpty();
  }
}
