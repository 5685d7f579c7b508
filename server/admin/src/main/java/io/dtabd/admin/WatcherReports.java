package io.dtabd.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Path;
import io.dtabd.live.State;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;
import io.dtabd.serving.Propagation;
import io.dtabd.serving.Question;
import io.dtabd.serving.TableVersion;
import io.dtabd.serving.Watchers;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.Version;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who watches, and whether a change has reached them. */
final class WatcherReports {

  /** A proxy that is not there after this will not be soon; a script can ask again. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private static final int DEFAULT_PAGE = 100;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Watchers watchers;
  private final Propagation propagation;

  WatcherReports(Watchers watchers, Propagation propagation) {
    this.watchers = watchers;
    this.propagation = propagation;
  }

  /** One page of the register, the oldest watchers first. */
  ObjectNode watchers(Request request) {
    var parameters = new Parameters(request.query());
    long after = parameters.number("after", 0, Long.MAX_VALUE, 0);
    long limit = parameters.number("limit", 1, Watchers.MAX_PAGE, DEFAULT_PAGE);
    Watchers.Page page = watchers.page(parameters.namespace(), after, (int) limit);
    ObjectNode json = JSON.objectNode();
    var list = json.putArray("watchers");
    page.entries().forEach(entry -> list.add(json(entry)));
    page.next().ifPresent(next -> json.put("next", next));
    return json;
  }

  /** How far a version of a namespace has come, now or when all have it or the time is over. */
  ObjectNode propagation(Request request) throws StoreException, InterruptedException {
    var parameters = new Parameters(request.query());
    Namespace namespace = parameters.requiredNamespace();
    Optional<Version> wanted = parameters.version();
    Optional<Duration> wait = parameters.duration("wait", LONGEST_WAIT);
    TableVersion version = wanted.isPresent() ? find(namespace, wanted.get()) : newest(namespace);
    return json(
        wait.isPresent()
            ? propagation.await(namespace, version, wait.get())
            : propagation.of(namespace, version));
  }

  private TableVersion find(Namespace namespace, Version version) throws StoreException {
    return propagation
        .find(namespace, version)
        .orElseThrow(
            () ->
                HttpProblem.notFound(
                    "Version %s of namespace '%s' is not among the last that this server saw, nor in the store's history"
                        .formatted(version.base64(), namespace)));
  }

  private TableVersion newest(Namespace namespace) {
    return switch (propagation.newest(namespace)) {
      case State.Ok<TableVersion>(var version) -> version;
      case State.Pending<TableVersion> _ ->
          throw HttpProblem.unavailable("The store has not answered yet", Duration.ofSeconds(1));
      case State.Failed<TableVersion>(var reason) ->
          throw HttpProblem.unavailable(
              "Namespace '%s' holds no dtab: %s".formatted(namespace, reason),
              Duration.ofSeconds(1));
    };
  }

  private static ObjectNode json(Propagation.Progress progress) {
    ObjectNode json = JSON.objectNode();
    json.put("namespace", progress.namespace().name());
    json.put("version", version(progress.version()));
    json.put("seen", text(progress.version().seen()));
    json.put("complete", progress.isComplete());
    json.put("reached", progress.reached());
    json.put("acknowledged", progress.acknowledged());
    json.put("waiting", progress.waiting());
    progress.slowest().ifPresent(slowest -> json.set("slowest", json(slowest)));
    return json;
  }

  private static ObjectNode json(Watchers.Entry entry) {
    ObjectNode json = JSON.objectNode();
    json.put("id", entry.id());
    json.put("protocol", lower(entry.protocol()));
    json.put("remote", text(entry.remote()));
    json.put("since", text(entry.since()));
    json.put("kind", lower(entry.question().kind()));
    describe(entry.question(), json);
    entry
        .written()
        .ifPresent(
            written -> {
              ObjectNode sent = json.putObject("sent").put("at", text(written));
              entry.table().ifPresent(table -> sent.put("version", version(table)));
            });
    entry.acknowledged().ifPresent(table -> json.put("acknowledged", version(table)));
    return json;
  }

  private static void describe(Question question, ObjectNode json) {
    switch (question) {
      case Question.Bind(Namespace namespace, Path path, Dtab local) -> {
        json.put("namespace", namespace.name());
        json.put("path", path.show());
        json.put("dtab", local.show());
      }
      case Question.Resolve(Namespace namespace, Path path, Dtab local, double _) -> {
        json.put("namespace", namespace.name());
        json.put("path", path.show());
        json.put("dtab", local.show());
      }
      case Question.Addresses(Path id) -> json.put("path", id.show());
      case Question.DtabOf(Namespace namespace) -> json.put("namespace", namespace.name());
      case Question.Namespaces() -> {}
      case Question.BoundNames() -> {}
    }
  }

  /** Null says that there is no such namespace. */
  private static @Nullable String version(TableVersion table) {
    return table.version().map(Version::base64).orElse(null);
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static String text(SocketAddress address) {
    if (address instanceof InetSocketAddress inet && !inet.isUnresolved()) {
      String host = inet.getAddress().getHostAddress();
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + inet.getPort();
    }
    return address.toString();
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
