package io.dtabd.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dtabd.config.NamerConfig;
import io.dtabd.dtab.Path;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.naming.Namers;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The configured namers: what they know, and what was wrong with them when somebody last looked.
 */
final class NamerStates {

  /** Of one namer; at some 50 bytes each. */
  static final int MAX_NAMES = 1_000;

  private static final String SUFFIX = ".json";

  private final List<NamerConfig> configs;
  private final Namers namers;
  private final InstantSource clock;
  private final Map<Path, Failure> failures = new ConcurrentHashMap<>();

  private record Failure(String reason, Instant at) {}

  NamerStates(List<NamerConfig> configs, Namers namers, InstantSource clock) {
    this.configs = List.copyOf(configs);
    this.namers = namers;
    this.clock = clock;
  }

  ArrayNode all() {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    configs.forEach(config -> json.add(state(config)));
    return json;
  }

  /** {@code /namer_state/PREFIX.json}, the prefix without its {@code /#/}. */
  ObjectNode one(Request request) {
    String file = request.pathParameter("file");
    if (file.endsWith(SUFFIX)) {
      String wanted = "/" + file.substring(0, file.length() - SUFFIX.length());
      for (NamerConfig config : configs) {
        if (config.prefix().show().equals(wanted)) {
          return state(config);
        }
      }
    }
    throw HttpProblem.notFound("There is no such namer; /api/1/namers lists those there are");
  }

  private ObjectNode state(NamerConfig config) {
    Path prefix = Namers.prefix(config.prefix());
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("prefix", prefix.show());
    json.put("kind", config.kind());
    // One that lists nothing, since it only rewrites, has nothing to fail at either.
    State<Set<Path>> names =
        namers.boundNames(prefix).map(Live::now).orElseGet(() -> State.ok(Set.of()));
    json.put(
        "state",
        switch (names) {
          case State.Ok<Set<Path>> _ -> "ok";
          case State.Pending<Set<Path>> _ -> "pending";
          case State.Failed<Set<Path>>(var reason) -> {
            failures.put(prefix, new Failure(reason, clock.instant()));
            yield "failed";
          }
        });
    names(prefix, names instanceof State.Ok<Set<Path>>(var known) ? known : Set.of(), json);
    Optional<Failure> failure = Optional.ofNullable(failures.get(prefix));
    json.put("lastError", failure.map(Failure::reason).orElse(null));
    json.put(
        "lastErrorAt",
        failure.map(it -> it.at().truncatedTo(ChronoUnit.MILLIS).toString()).orElse(null));
    return json;
  }

  private static void names(Path prefix, Set<Path> ids, ObjectNode json) {
    ArrayNode names = json.putArray("names");
    ids.stream()
        .map(id -> id.drop(prefix.size()).show().substring(1))
        .sorted()
        .limit(MAX_NAMES)
        .forEach(names::add);
    json.put("nameCount", ids.size());
  }
}
