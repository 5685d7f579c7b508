package io.dtabd.replicas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dtabd.serving.Coverage;
import io.dtabd.serving.Coverage.Silent;
import io.dtabd.serving.Propagation.Audience;
import io.dtabd.store.Namespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the watchers of the other replicas. It asks them only while somebody looks. */
final class AudiencePoll {

  /** Counts of that age are taken as they are: many pages cost the others one request a second. */
  static final Duration FRESH = Duration.ofSeconds(1);

  /**
   * Older counts are not shown. Pages look several times a second, and a round takes {@link
   * Peers#PATIENCE} at the most, so this ends only what was counted for pages that are closed.
   */
  static final Duration KEPT = Duration.ofSeconds(10);

  /** As many as the overview has rows; at some 300 bytes each that is 3 MB. */
  static final int MAX_NAMESPACES = 10_000;

  private static final Logger log = LoggerFactory.getLogger(AudiencePoll.class);

  private static final OtherAudiences NOT_YET = OtherAudiences.uncounted("have not responded yet");

  private record Counted(OtherAudiences audiences, long at) {}

  private final Optional<Peers> peers;
  private final LongSupplier nanoClock;

  private @Nullable Counted newest;
  private @Nullable FutureTask<OtherAudiences> running;

  /**
   * @param nanoClock as {@link System#nanoTime}
   */
  AudiencePoll(Optional<Peers> peers, LongSupplier nanoClock) {
    this.peers = peers;
    this.nanoClock = nanoClock;
  }

  /** Returns the last counts, and has the others asked if these are old. Never blocks. */
  synchronized OtherAudiences now() {
    if (peers.isEmpty()) {
      return OtherAudiences.NONE;
    }
    Optional<OtherAudiences> fresh = atMost(FRESH);
    if (fresh.isPresent()) {
      return fresh.get();
    }
    var _ = refresh(peers.get());
    return atMost(KEPT).orElse(NOT_YET);
  }

  /** Returns fresh counts. Waits for the others if need be, as long as {@link Peers} does. */
  OtherAudiences await() throws InterruptedException {
    FutureTask<OtherAudiences> refresh;
    synchronized (this) {
      Optional<OtherAudiences> fresh = atMost(FRESH);
      if (peers.isEmpty() || fresh.isPresent()) {
        return fresh.orElse(OtherAudiences.NONE);
      }
      refresh = refresh(peers.get());
    }
    try {
      return refresh.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the watchers of other replicas were not counted", e);
    }
  }

  private Optional<OtherAudiences> atMost(Duration age) {
    Counted known = newest;
    return known != null && nanoClock.getAsLong() - known.at() <= age.toNanos()
        ? Optional.of(known.audiences())
        : Optional.empty();
  }

  private FutureTask<OtherAudiences> refresh(Peers others) {
    FutureTask<OtherAudiences> refresh = running;
    if (refresh == null) {
      refresh = new FutureTask<>(() -> counted(others));
      running = refresh;
      Thread.ofVirtual().name("audiences").start(refresh);
    }
    return refresh;
  }

  private OtherAudiences counted(Peers others) {
    OtherAudiences counted =
        OtherAudiences.uncounted("were not asked; the log of this replica says why");
    try {
      counted = sum(others.ask(PeersApi.AUDIENCES));
    } catch (InterruptedException | RuntimeException e) {
      log.warn(
          "The watchers of other replicas were not counted; the next look retries: {}",
          e.toString());
    } finally {
      take(new Counted(counted, nanoClock.getAsLong()));
    }
    return counted;
  }

  private synchronized void take(Counted counted) {
    newest = counted;
    running = null;
  }

  private static OtherAudiences sum(List<PeerResponse> responses) {
    var sums = new HashMap<Namespace, Audience>();
    var silent = new ArrayList<Silent>();
    for (PeerResponse response : responses) {
      switch (response) {
        case PeerResponse.Answered(var _, var _, var body) ->
            read(body.path("audiences"))
                .forEach((name, audience) -> sums.merge(name, audience, Audience::plus));
        case PeerResponse.Silent(var replica, var reason) ->
            silent.add(new Silent(replica.name(), reason));
      }
    }
    // DNS may give the addresses in another order each time, which is no change.
    silent.sort(Comparator.comparing(Silent::name).thenComparing(Silent::reason));
    int answered = 1 + responses.size() - silent.size();
    return new OtherAudiences(new Coverage(true, answered, silent), sums);
  }

  private static Map<Namespace, Audience> read(JsonNode json) {
    var audiences = new HashMap<Namespace, Audience>();
    json.properties()
        .forEach(
            each -> {
              if (Namespace.isValid(each.getKey())) {
                JsonNode counts = each.getValue();
                audiences.put(
                    new Namespace(each.getKey()),
                    new Audience(
                        counts.path(0).asInt(), counts.path(1).asInt(), counts.path(2).asInt()));
              }
            });
    return audiences;
  }

  /** What another replica reads: the first by name if there are too many. */
  static void write(Map<Namespace, Audience> audiences, ObjectNode to) {
    audiences.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .limit(MAX_NAMESPACES)
        .forEach(
            each ->
                to.putArray(each.getKey().name())
                    .add(each.getValue().watchers())
                    .add(each.getValue().current())
                    .add(each.getValue().behind()));
  }
}
