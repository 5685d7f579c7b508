package io.dtabd.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.dtabd.serving.Accept;
import io.dtabd.serving.Arrival;
import io.dtabd.serving.Labels;
import io.dtabd.serving.Propagation;
import io.dtabd.serving.Propagation.Progress;
import io.dtabd.serving.TableVersion;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far versions have come, on all replicas. */
final class Arrivals {

  /**
   * How long another replica holds a request until the version has arrived at its watchers. Well
   * below the time after which it counts as silent, so that a wait is never taken for silence; the
   * request is repeated for as long as the caller waits.
   */
  static final Duration HOLD = Duration.ofMillis(500);

  /** A response has less than 1 KiB. */
  private static final int MAX_RESPONSE_BYTES = 64 * 1024;

  /** Between two rounds that ended early because a replica refuses connections or is behind. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  /**
   * How far one version has come.
   *
   * @param here on this replica, in full
   * @param replicas all of them, this one first
   */
  record Report(Progress here, Accept accept, boolean isOfAll, List<ReplicaReport> replicas) {

    Report {
      replicas = List.copyOf(replicas);
    }

    boolean arrived() {
      return replicas.stream().allMatch(ReplicaReport::arrived);
    }

    /** Of all replicas together. */
    Map<Arrival, Integer> states() {
      var states = new EnumMap<Arrival, Integer>(Arrival.class);
      for (Arrival each : Arrival.values()) {
        states.put(each, 0);
      }
      replicas.forEach(
          replica ->
              replica.states().forEach((state, count) -> states.merge(state, count, Integer::sum)));
      return states;
    }
  }

  private final Identity self;
  private final Propagation propagation;
  private final Optional<Peers> peers;

  Arrivals(Identity self, Propagation propagation, Optional<Peers> peers) {
    this.self = self;
    this.propagation = propagation;
    this.peers = peers;
  }

  /**
   * Waits until {@code version} has arrived at all watchers of all replicas, or {@code limit} is
   * over; by then each replica was asked at least once.
   */
  Report await(Namespace namespace, TableVersion version, Accept accept, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      // The others are left in peace until it has arrived at the watchers of this one.
      propagation.await(namespace, version, accept, atLeastARoundTrip(left(deadline)));
      long asked = System.nanoTime();
      List<ReplicaReport> others = others(namespace, version, accept, left(deadline));
      Report report = report(propagation.of(namespace, version), accept, others);
      if (report.arrived() || left(deadline).isZero()) {
        return report;
      }
      pause(asked, deadline);
    }
  }

  /** Clients have to be asked how far it has got, and to be given the time to answer. */
  static Duration atLeastARoundTrip(Duration wait) {
    return wait.compareTo(Propagation.ROUND_TRIP) < 0 ? Propagation.ROUND_TRIP : wait;
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }

  private static void pause(long asked, long deadline) throws InterruptedException {
    Duration rest = PAUSE.minusNanos(System.nanoTime() - asked);
    Duration left = left(deadline);
    Duration pause = rest.compareTo(left) < 0 ? rest : left;
    if (pause.isPositive()) {
      Thread.sleep(pause);
    }
  }

  private Report report(Progress here, Accept accept, List<ReplicaReport> others) {
    var all = new ArrayList<ReplicaReport>();
    all.add(ReplicaReport.Answered.of(Replica.self(self), here, accept));
    all.addAll(others);
    return new Report(here, accept, peers.isPresent(), all);
  }

  private List<ReplicaReport> others(
      Namespace namespace, TableVersion version, Accept accept, Duration left)
      throws InterruptedException {
    if (peers.isEmpty()) {
      return List.of();
    }
    Duration hold = left.compareTo(HOLD) < 0 ? left : HOLD;
    String target =
        "%s?namespace=%s%s&accept=%s&wait=%dms"
            .formatted(
                PeersApi.PROPAGATION,
                URLEncoder.encode(namespace.name(), UTF_8),
                version
                    .version()
                    .map(Version::base64)
                    .map(text -> "&version=" + URLEncoder.encode(text, UTF_8))
                    .orElse(""),
                Labels.of(accept),
                hold.toMillis());
    return peers.get().ask(target, MAX_RESPONSE_BYTES).stream().map(Arrivals::report).toList();
  }

  private static ReplicaReport report(PeerResponse response) {
    return switch (response) {
      case PeerResponse.Silent(var replica, var reason) ->
          new ReplicaReport.Silent(replica, reason);
      case PeerResponse.Answered(var replica, var _, var body) ->
          body.path("known").asBoolean()
              ? new ReplicaReport.Answered(
                  replica, body.path("missing").asInt(1), states(body.path("states")))
              : new ReplicaReport.Behind(
                  replica,
                  Peers.shown(body.path("reason").asText()),
                  body.path("watchers").asInt());
    };
  }

  private static Map<Arrival, Integer> states(JsonNode json) {
    var states = new EnumMap<Arrival, Integer>(Arrival.class);
    for (Arrival each : Arrival.values()) {
      states.put(each, json.path(Labels.of(each)).asInt());
    }
    return states;
  }
}
