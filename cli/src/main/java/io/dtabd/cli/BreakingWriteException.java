package io.dtabd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;

/** The server did not write what would break something. */
final class BreakingWriteException extends FailedCommand {

  private static final long serialVersionUID = 1L;

  BreakingWriteException(String message, Throwable cause) {
    super(message, cause);
  }

  private BreakingWriteException(String message) {
    super(message);
  }

  /**
   * @param response with the field {@code refused}, and of a shift the dentry
   */
  static BreakingWriteException of(String namespace, JsonNode response) {
    var lines = new ArrayList<String>();
    lines.add("refused, and nothing was written to " + namespace + ":");
    if (response.has("dentryBefore")) {
      lines.add("  - " + response.path("dentryBefore").asText());
      lines.add("  + " + response.path("dentryAfter").asText());
    }
    lines.addAll(WriteFindings.lines(response.path("refused")));
    if (response.path("truncated").asBoolean()) {
      lines.add("  and more");
    }
    lines.add("To write it anyway, add --force");
    return new BreakingWriteException(String.join(System.lineSeparator(), lines));
  }
}
