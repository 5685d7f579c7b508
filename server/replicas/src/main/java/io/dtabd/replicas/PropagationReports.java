package io.dtabd.replicas;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dtabd.live.State;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Parameters;
import io.dtabd.serving.Accept;
import io.dtabd.serving.Propagation;
import io.dtabd.serving.TableVersion;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.Version;
import java.time.Duration;
import java.util.Optional;

/** Whether a change has reached all watchers. */
final class PropagationReports {

  /** A proxy that is not there after this will not be soon; a script can ask again. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final Propagation propagation;
  private final Arrivals arrivals;

  PropagationReports(Propagation propagation, Arrivals arrivals) {
    this.propagation = propagation;
    this.arrivals = arrivals;
  }

  /** How far a version has come, now or when it has arrived or the time is over. */
  ObjectNode of(Namespace namespace, Parameters parameters)
      throws StoreException, InterruptedException {
    Optional<Version> wanted = parameters.version();
    Accept accept = parameters.choice("accept", Accept.class).orElse(Accept.DELIVERED);
    Duration wait = parameters.duration("wait", LONGEST_WAIT).orElse(Duration.ZERO);
    TableVersion version = wanted.isPresent() ? find(namespace, wanted.get()) : newest(namespace);
    return PropagationJson.of(arrivals.await(namespace, version, accept, wait));
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
}
