package io.dtabd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What a server tells of the way of a change, in words. */
final class ArrivalText {

  /** From the best to the worst. */
  private enum State {
    ACKNOWLEDGED("acknowledged", "acknowledged"),
    DELIVERED("delivered", "delivered"),
    SENT("sent", "only sent"),
    UNKNOWN("unknown", "not sent yet"),
    REJECTED("rejected", "rejected");

    private final String field;
    private final String words;

    State(String field, String words) {
      this.field = field;
      this.words = words;
    }
  }

  private final JsonNode json;

  ArrivalText(JsonNode json) {
    this.json = json;
  }

  String text() {
    var parts = new ArrayList<String>();
    parts.add(watchers());
    if (missing() > 0 && json.has("slowest")) {
      parts.add(
          "the slowest is %s from %s"
              .formatted(
                  json.at("/slowest/protocol").asText(), json.at("/slowest/remote").asText()));
    }
    for (JsonNode replica : replicas()) {
      String state = replica.path("state").asText();
      if (!state.equals("answered")) {
        parts.add(state + ": " + name(replica) + " " + replica.path("reason").asText());
      }
    }
    if (!isOfAll()) {
      parts.add(json.path("scope").asText());
    }
    return String.join("; ", parts);
  }

  private String watchers() {
    int all = count();
    int missing = missing();
    if (all == 0) {
      return "Nobody watches it" + where();
    }
    if (missing > 0) {
      return "%d of %d %s%s %s not have it yet: %s"
          .formatted(
              missing,
              all,
              all == 1 ? "watcher" : "watchers",
              where(),
              missing == 1 ? "does" : "do",
              states());
    }
    String who = (all == 1 ? "The one watcher" : "All " + all + " watchers") + where();
    String have = all == 1 ? " has " : " have ";
    return count(State.ACKNOWLEDGED) == all
        ? who + have + "acknowledged it"
        : who + have + "it: " + states();
  }

  /** Of the replicas that answered, if others were asked at all. */
  private String where() {
    if (!isOfAll()) {
      return "";
    }
    List<JsonNode> replicas = replicas();
    long answered =
        replicas.stream()
            .filter(replica -> !replica.path("state").asText().equals("silent"))
            .count();
    if (answered < replicas.size()) {
      return " on %d of %d replicas".formatted(answered, replicas.size());
    }
    return answered == 1 ? " on the one replica" : " on %d replicas".formatted(answered);
  }

  private boolean isOfAll() {
    return json.path("scope").asText().equals("all replicas");
  }

  private List<JsonNode> replicas() {
    return StreamSupport.stream(json.path("replicas").spliterator(), false).toList();
  }

  private int missing() {
    return replicas().stream().mapToInt(replica -> replica.path("missing").asInt()).sum();
  }

  private int count() {
    return List.of(State.values()).stream().mapToInt(this::count).sum();
  }

  private int count(State state) {
    return json.path("states").path(state.field).asInt();
  }

  private String states() {
    return List.of(State.values()).stream()
        .filter(state -> count(state) > 0)
        .map(state -> count(state) + " " + state.words)
        .collect(Collectors.joining(", "));
  }

  private static String name(JsonNode replica) {
    String name = replica.path("name").asText();
    String address = replica.path("address").asText();
    return address.isEmpty() || address.equals(name) ? name : name + " (" + address + ")";
  }
}
