package io.dtabd.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dtabd.net.http.Parameters;
import io.dtabd.serving.Coverage;
import io.dtabd.serving.Watchers;
import io.dtabd.store.Namespace;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Who watches, page by page. */
final class WatcherReports {

  private static final int DEFAULT_PAGE = 100;

  /**
   * Of one watcher: some 500 bytes, and a path and a dtab of {@link WatcherJson#MAX_TEXT} chars,
   * which are ASCII and take two bytes in JSON at the most.
   */
  private static final int MAX_WATCHER_BYTES = 4 * 1024;

  /** Of a page without its watchers. */
  private static final int MAX_HEAD_BYTES = 8 * 1024;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private enum Scope {
    THIS,
    ALL
  }

  private final Identity self;
  private final Watchers watchers;
  private final Optional<Peers> peers;

  WatcherReports(Identity self, Watchers watchers, Optional<Peers> peers) {
    this.self = self;
    this.watchers = watchers;
    this.peers = peers;
  }

  /** The oldest watchers first; of all replicas if that is asked for. */
  ObjectNode of(Parameters parameters) throws InterruptedException {
    return switch (parameters.choice("replicas", Scope.class).orElse(Scope.THIS)) {
      case THIS -> {
        long after = parameters.number("after", 0, Long.MAX_VALUE, 0);
        yield json(
            watchers.page(parameters.namespace(), after, limit(parameters)), WatcherJson::of);
      }
      case ALL -> ofAll(parameters);
    };
  }

  /** What other replicas are told of this one: texts are shortened, so that every page fits. */
  ObjectNode ofThis(Parameters parameters) {
    return ofThis(parameters.namespace(), cursor(parameters), limit(parameters));
  }

  private static int limit(Parameters parameters) {
    return (int) parameters.number("limit", 1, Watchers.MAX_PAGE, DEFAULT_PAGE);
  }

  private static WatcherCursor cursor(Parameters parameters) {
    return parameters.optional("after").map(WatcherCursor::read).orElse(WatcherCursor.START);
  }

  private ObjectNode ofThis(Optional<Namespace> namespace, WatcherCursor cursor, int limit) {
    OptionalLong after = cursor.on(self.instance());
    ObjectNode json =
        after.isPresent()
            ? json(watchers.page(namespace, after.getAsLong(), limit), WatcherJson::brief)
            : JSON.objectNode().set("watchers", JSON.arrayNode());
    return json.put(
        "count", namespace.isPresent() ? watchers.of(namespace.get()).size() : watchers.count());
  }

  private static ObjectNode json(Watchers.Page page, Function<Watchers.Entry, ObjectNode> watcher) {
    ObjectNode json = JSON.objectNode();
    ArrayNode list = json.putArray("watchers");
    page.entries().forEach(entry -> list.add(watcher.apply(entry)));
    page.next().ifPresent(next -> json.put("next", next));
    return json;
  }

  private ObjectNode ofAll(Parameters parameters) throws InterruptedException {
    Optional<Namespace> namespace = parameters.namespace();
    WatcherCursor cursor = cursor(parameters);
    int limit = limit(parameters);
    var responses = new ArrayList<PeerResponse>();
    responses.add(
        new PeerResponse.Answered(
            Replica.self(self), self.instance(), ofThis(namespace, cursor, limit)));
    if (peers.isPresent()) {
      responses.addAll(
          peers
              .get()
              .ask(target(namespace, cursor, limit), MAX_HEAD_BYTES + limit * MAX_WATCHER_BYTES));
    }
    ObjectNode json = merged(responses, limit);
    json.put("scope", Coverage.scope(peers.isPresent()));
    ArrayNode replicas = json.putArray("replicas");
    responses.forEach(response -> replicas.add(json(response)));
    return json;
  }

  private static String target(Optional<Namespace> namespace, WatcherCursor cursor, int limit) {
    return PeersApi.WATCHERS
        + "?limit="
        + limit
        + namespace.map(it -> "&namespace=" + URLEncoder.encode(it.name(), UTF_8)).orElse("")
        + (cursor.equals(WatcherCursor.START) ? "" : "&after=" + cursor);
  }

  private static ObjectNode json(PeerResponse response) {
    ObjectNode json = PropagationJson.of(response.replica());
    return switch (response) {
      case PeerResponse.Answered answered ->
          json.put("state", "answered").put("watchers", answered.body().path("count").asInt());
      case PeerResponse.Silent silent -> json.put("state", "silent").put("reason", silent.reason());
    };
  }

  /** The first of all, and where to go on if there are more. */
  private static ObjectNode merged(List<PeerResponse> responses, int limit) {
    List<PeerResponse.Answered> answered =
        responses.stream()
            .filter(PeerResponse.Answered.class::isInstance)
            .map(PeerResponse.Answered.class::cast)
            .sorted(Comparator.comparing(PeerResponse.Answered::instance))
            .toList();
    ObjectNode json = JSON.objectNode();
    ArrayNode list = json.putArray("watchers");
    WatcherCursor last = WatcherCursor.START;
    boolean more = false;
    for (PeerResponse.Answered replica : answered) {
      for (JsonNode watcher : replica.body().path("watchers")) {
        if (list.size() < limit && watcher instanceof ObjectNode known) {
          list.add(known.put("replica", replica.replica().name()));
          last = new WatcherCursor(replica.instance(), known.path("id").asLong());
        } else {
          more = true;
        }
      }
      more |= replica.body().has("next");
      if (more) {
        break;
      }
    }
    if (more) {
      json.put("next", last.toString());
    }
    return json;
  }
}
