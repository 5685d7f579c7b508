package io.dtabd.replicas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dtabd.net.http.Effect;
import io.dtabd.net.http.Handler;
import io.dtabd.net.http.Parameters;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import io.dtabd.net.http.Route;
import io.dtabd.replicas.VersionSearch.Found;
import io.dtabd.serving.Accept;
import io.dtabd.serving.Propagation;
import io.dtabd.serving.Propagation.Progress;
import io.dtabd.serving.Watchers;
import io.dtabd.store.Namespace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What other replicas ask this one, on the admin port. It tells of this replica alone, and no more
 * than {@code /watchers.json} does. A response that a replica of this version could misunderstand
 * is of another version, at another address.
 */
final class PeersApi {

  static final int VERSION = 1;

  static final String PROPAGATION = "/peers/v1/propagation";
  static final String WATCHERS = "/peers/v1/watchers";
  static final String AUDIENCES = "/peers/v1/audiences";
  static final String NAMES = "/peers/v1/names";

  private final Identity self;
  private final Propagation propagation;
  private final VersionSearch versions;
  private final Watchers watchers;
  private final WatcherReports reports;
  private final Optional<PeerSecret> secret;

  PeersApi(
      Identity self,
      Propagation propagation,
      Watchers watchers,
      WatcherReports reports,
      Optional<PeerSecret> secret) {
    this.self = self;
    this.propagation = propagation;
    this.versions = new VersionSearch(propagation);
    this.watchers = watchers;
    this.reports = reports;
    this.secret = secret;
  }

  List<Route> routes() {
    return List.of(
        new Route("peers.propagation", "GET", PROPAGATION, Effect.READ, guarded(this::propagation)),
        new Route("peers.watchers", "GET", WATCHERS, Effect.READ, guarded(this::watchers)),
        new Route("peers.audiences", "GET", AUDIENCES, Effect.READ, guarded(_ -> audiences())),
        new Route("peers.names", "GET", NAMES, Effect.READ, guarded(this::names)));
  }

  private Handler guarded(Handler handler) {
    return request -> {
      secret.ifPresent(it -> it.check(request));
      return handler.handle(request);
    };
  }

  private Response propagation(Request request)
      throws InterruptedException, JsonProcessingException {
    var parameters = new Parameters(request.query());
    Namespace namespace = parameters.requiredNamespace();
    Accept accept = parameters.choice("accept", Accept.class).orElse(Accept.DELIVERED);
    Duration wait = parameters.duration("wait", Arrivals.HOLD).orElse(Duration.ZERO);
    long began = System.nanoTime();
    return ReplicaJson.response(
        switch (versions.find(namespace, parameters.version())) {
          case Found.Known(var version) -> {
            Duration left = wait.minusNanos(System.nanoTime() - began);
            yield known(
                propagation.await(namespace, version, accept, Arrivals.atLeastARoundTrip(left)),
                accept);
          }
          case Found.Unknown(var reason) -> unknown(namespace, reason);
        });
  }

  private ObjectNode known(Progress progress, Accept accept) {
    ObjectNode json = head().put("known", true);
    json.put("missing", progress.missing(accept));
    PropagationJson.states(progress.states(), json.putObject("states"));
    return json;
  }

  private ObjectNode unknown(Namespace namespace, String reason) {
    return head()
        .put("known", false)
        .put("reason", reason)
        .put("watchers", watchers.of(namespace).size());
  }

  private Response watchers(Request request) throws JsonProcessingException {
    ObjectNode json = head();
    json.setAll(reports.ofThis(new Parameters(request.query())));
    return ReplicaJson.response(json);
  }

  private Response audiences() throws JsonProcessingException {
    ObjectNode json = head();
    AudiencePoll.write(propagation.audiences(), json.putObject("audiences"));
    return ReplicaJson.response(json);
  }

  private Response names(Request request) throws JsonProcessingException {
    ObjectNode json = head();
    OtherNames.write(watchers, new Parameters(request.query()).requiredNamespace(), json);
    return ReplicaJson.response(json);
  }

  private ObjectNode head() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("api", VERSION)
        .put("instance", self.instance())
        .put("name", self.name());
  }
}
