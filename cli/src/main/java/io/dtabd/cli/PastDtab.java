package io.dtabd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import java.util.List;
import java.util.Optional;

/**
 * One entry of a namespace's history, as a server tells it.
 *
 * @param text of the dtab; empty if this was a delete
 * @param json the entry as it came
 */
record PastDtab(
    String version, String time, Optional<String> text, Optional<String> author, JsonNode json) {

  static PastDtab of(JsonNode json) {
    return new PastDtab(
        json.path("version").asText(),
        json.path("time").asText(),
        string(json.path("dtab")),
        string(json.path("author")),
        json);
  }

  boolean isDelete() {
    return text.isEmpty();
  }

  /** One line a dentry; none of a delete. Two dtabs mean the same if these are equal. */
  List<String> lines() throws FailedCommand {
    try {
      return text.map(Dtab::read).orElse(Dtab.EMPTY).dentries().stream().map(Dentry::text).toList();
    } catch (IllegalArgumentException e) {
      throw new FailedCommand(
          "the server sent what is not a dtab as version " + version + ": " + e.getMessage(), e);
    }
  }

  private static Optional<String> string(JsonNode json) {
    return json.isTextual() ? Optional.of(json.asText()) : Optional.empty();
  }
}
