package io.dtabd.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Path;
import io.dtabd.serving.Coverage;
import io.dtabd.serving.Question;
import io.dtabd.serving.Watchers;
import io.dtabd.serving.preview.WatchedElsewhere;
import io.dtabd.serving.preview.WatchedNames;
import io.dtabd.store.Namespace;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the other replicas which names are watched there. */
record OtherNames(Peers peers) implements WatchedElsewhere {

  /** As many as a check looks at. */
  static final int MAX_NAMES = 10_000;

  /**
   * Of paths and dtabs together. In JSON a char of them takes two bytes at the most, and a name
   * some 30 besides, so that a response is below the 4 MiB that a replica reads.
   */
  static final int MAX_CHARS = 1_500_000;

  @Override
  public Found of(Namespace namespace, Duration limit) throws InterruptedException {
    String target = PeersApi.NAMES + "?namespace=" + URLEncoder.encode(namespace.name(), UTF_8);
    Optional<List<PeerResponse>> responses = peers.ask(target, limit);
    return responses.isPresent()
        ? sum(namespace, responses.get())
        : new Found(
            Map.of(),
            0,
            0,
            Coverage.ofThisAlone("were not asked, since too many requests need them"));
  }

  private static Found sum(Namespace namespace, List<PeerResponse> responses) {
    var names = new HashMap<Question.Bind, Integer>();
    var silent = new ArrayList<Coverage.Silent>();
    int watchers = 0;
    int unlisted = 0;
    for (PeerResponse response : responses) {
      switch (response) {
        case PeerResponse.Silent(var replica, var reason) ->
            silent.add(new Coverage.Silent(replica.name(), reason));
        case PeerResponse.Answered(var _, var _, var body) -> {
          watchers += body.path("watchers").asInt();
          unlisted += body.path("count").asInt();
          for (JsonNode each : body.path("names")) {
            Optional<Question.Bind> name = read(namespace, each);
            if (name.isPresent()) {
              names.merge(name.get(), Math.max(1, each.path(2).asInt()), Integer::sum);
              unlisted--;
            }
          }
        }
      }
    }
    var coverage = new Coverage(true, 1 + responses.size() - silent.size(), silent);
    return new Found(names, watchers, Math.max(0, unlisted), coverage);
  }

  private static Optional<Question.Bind> read(Namespace namespace, JsonNode name) {
    try {
      return Optional.of(
          new Question.Bind(
              namespace, Path.read(name.path(0).asText()), Dtab.read(name.path(1).asText())));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // of a version that writes names in another way: it is not checked
    }
  }

  /** What another replica reads: the most watched if there are too many. */
  static void write(Watchers watchers, Namespace namespace, ObjectNode to) {
    Map<Question.Bind, Integer> watched = WatchedNames.of(watchers, namespace);
    to.put("watchers", watchers.of(namespace).size());
    to.put("count", watched.size());
    ArrayNode names = to.putArray("names");
    int chars = 0;
    for (Map.Entry<Question.Bind, Integer> each : WatchedNames.mostWatchedFirst(watched)) {
      String path = each.getKey().path().show();
      String local = each.getKey().local().show();
      chars += path.length() + local.length();
      if (names.size() == MAX_NAMES || chars > MAX_CHARS) {
        return;
      }
      names.addArray().add(path).add(local).add(each.getValue());
    }
  }
}
