package io.dtabd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Who would notice that a namespace is deleted, in words.
 *
 * @param preview of the empty table, with a check; a missing node if the server gives none
 */
record AudienceText(String namespace, JsonNode preview) {

  String text() {
    JsonNode watchers = preview.path("watchers");
    if (!watchers.isInt()) {
      return "The server does not tell how many watch " + namespace + ".";
    }
    return counted(watchers.asInt()) + notCounted();
  }

  private String counted(int watchers) {
    return switch (watchers) {
      case 0 ->
          "Nobody watches %s%s now.".formatted(namespace, isOfAll() ? where() : " on this server");
      case 1 ->
          "1 watcher of %s%s gets the empty table, by which no name leads anywhere."
              .formatted(namespace, where());
      default ->
          "%d watchers of %s%s get the empty table, by which no name leads anywhere."
              .formatted(watchers, namespace, where());
    };
  }

  private boolean isOfAll() {
    return preview.at("/replicas/scope").asText().equals("all replicas");
  }

  private JsonNode silent() {
    return preview.at("/replicas/silent");
  }

  private String where() {
    if (!isOfAll()) {
      return "";
    }
    int answered = preview.at("/replicas/answered").asInt();
    if (!silent().isEmpty()) {
      return " on %d of %d replicas".formatted(answered, answered + silent().size());
    }
    return answered == 1 ? " on the one replica" : " on %d replicas".formatted(answered);
  }

  private String notCounted() {
    return silent().isEmpty()
        ? ""
        : StreamSupport.stream(silent().spliterator(), false)
            .map(each -> each.path("name").asText() + " " + each.path("reason").asText())
            .collect(Collectors.joining("; ", " Not counted: ", "."));
  }
}
