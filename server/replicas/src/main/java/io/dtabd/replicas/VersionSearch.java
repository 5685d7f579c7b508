package io.dtabd.replicas;

import io.dtabd.live.State;
import io.dtabd.serving.Propagation;
import io.dtabd.serving.TableVersion;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.Version;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds a version that another replica asks about, within the time that it waits. */
final class VersionSearch {

  /** Reads that hang at once, each of another version; those of more versions are not begun. */
  private static final int MAX_RUNNING = 64;

  private static final String NOT_SEEN = "has not seen that version yet";

  sealed interface Found {
    record Known(TableVersion version) implements Found {}

    /**
     * @param reason a clause without a subject
     */
    record Unknown(String reason) implements Found {}
  }

  private record Sought(Namespace namespace, Version version) {}

  private final Propagation propagation;

  /** A store that is frozen is not asked the same again in each round. */
  private final Map<Sought, FutureTask<Optional<TableVersion>>> running = new ConcurrentHashMap<>();

  VersionSearch(Propagation propagation) {
    this.propagation = propagation;
  }

  /**
   * Waits for the store's history {@link Arrivals#HOLD} at the most.
   *
   * @param version empty: the namespace is to be gone
   */
  Found find(Namespace namespace, Optional<Version> version) throws InterruptedException {
    return version.isPresent() ? find(new Sought(namespace, version.get())) : gone(namespace);
  }

  private Found gone(Namespace namespace) {
    return switch (propagation.newest(namespace)) {
      case State.Ok<TableVersion>(var newest) ->
          newest.version().isEmpty()
              ? new Found.Known(newest)
              : new Found.Unknown(
                  "has version " + newest.version().get().base64() + " of the namespace");
      case State.Pending<TableVersion> _ -> new Found.Unknown("waits for its store");
      case State.Failed<TableVersion>(var reason) ->
          new Found.Unknown("holds no dtab there: " + reason);
    };
  }

  private Found find(Sought sought) throws InterruptedException {
    Optional<TableVersion> seen = propagation.seen(sought.namespace(), sought.version());
    if (seen.isPresent()) {
      return new Found.Known(seen.get());
    }
    if (running.size() >= MAX_RUNNING && !running.containsKey(sought)) {
      return new Found.Unknown(NOT_SEEN + "; its store does not answer");
    }
    try {
      return start(sought)
          .get(Arrivals.HOLD.toNanos(), TimeUnit.NANOSECONDS)
          .<Found>map(Found.Known::new)
          .orElseGet(() -> new Found.Unknown(NOT_SEEN));
    } catch (TimeoutException e) {
      return new Found.Unknown(NOT_SEEN + "; its store does not answer");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreException failure) {
        return new Found.Unknown(NOT_SEEN + ", and its store fails: " + failure.getMessage());
      }
      throw new IllegalStateException("the history of the store was not searched", e);
    }
  }

  private FutureTask<Optional<TableVersion>> start(Sought sought) {
    return running.computeIfAbsent(
        sought,
        _ -> {
          var search =
              new FutureTask<>(
                  () -> {
                    try {
                      return propagation.find(sought.namespace(), sought.version());
                    } finally {
                      // Before callers have the result, so that their next search is a new one.
                      running.remove(sought);
                    }
                  });
          Thread.ofVirtual().name("search for a version").start(search);
          return search;
        });
  }
}
