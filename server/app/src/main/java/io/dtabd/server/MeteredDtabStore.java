package io.dtabd.server;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.serving.Buckets;
import io.dtabd.store.DtabStore;
import io.dtabd.store.ForwardingDtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.Revision;
import io.dtabd.store.StoreException;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;

/** A store whose blocking calls are timed by what came of them, and whose staleness is a gauge. */
public final class MeteredDtabStore extends ForwardingDtabStore {

  private enum Operation {
    READ,
    CREATE,
    UPDATE,
    PUT,
    DELETE,
    HISTORY
  }

  /** How a call ended; there are few different ones. */
  private record End(Operation operation, String outcome) {}

  private final MeterRegistry registry;

  /** Looking one up in the registry costs as much as a write to memory. */
  private final Map<End, Timer> timers = new ConcurrentHashMap<>();

  /**
   * @param clock says how long the store has been stale
   */
  public MeteredDtabStore(DtabStore store, MeterRegistry registry, InstantSource clock) {
    super(store);
    this.registry = registry;
    Gauge.builder("dtabd.store.staleness", () -> staleness(clock).toNanos() / 1e9)
        .description("For how long the store has not answered; 0 while it does")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("dtabd.store.namespaces", this::namespaceCount)
        .description("Namespaces in the store; not a number until it has answered once")
        .register(registry);
    Gauge.builder("dtabd.store.namespaces.invalid", this::invalidCount)
        .description("Namespaces whose content in the store is not a dtab")
        .register(registry);
  }

  @Override
  public Optional<VersionedDtab> read(Namespace namespace) throws StoreException {
    return timed(Operation.READ, () -> super.read(namespace));
  }

  @Override
  public Version create(Namespace namespace, Dtab dtab) throws StoreException {
    return timed(Operation.CREATE, () -> super.create(namespace, dtab));
  }

  @Override
  public Version update(Namespace namespace, Dtab dtab, Version expected) throws StoreException {
    return timed(Operation.UPDATE, () -> super.update(namespace, dtab, expected));
  }

  @Override
  public Version put(Namespace namespace, Dtab dtab) throws StoreException {
    return timed(Operation.PUT, () -> super.put(namespace, dtab));
  }

  @Override
  public void delete(Namespace namespace) throws StoreException {
    timed(
        Operation.DELETE,
        () -> {
          super.delete(namespace);
          return namespace;
        });
  }

  @Override
  public void delete(Namespace namespace, Version expected) throws StoreException {
    timed(
        Operation.DELETE,
        () -> {
          super.delete(namespace, expected);
          return namespace;
        });
  }

  @Override
  public List<Revision> history(Namespace namespace) throws StoreException {
    return timed(Operation.HISTORY, () -> super.history(namespace));
  }

  private interface Call<T> {
    T call() throws StoreException;
  }

  private <T> T timed(Operation operation, Call<T> call) throws StoreException {
    Timer.Sample sample = Timer.start(registry);
    String outcome = "error";
    try {
      T answer = call.call();
      outcome = "ok";
      return answer;
    } catch (StoreException e) {
      outcome = outcomeOf(e);
      throw e;
    } finally {
      sample.stop(timers.computeIfAbsent(new End(operation, outcome), this::timer));
    }
  }

  private static String outcomeOf(StoreException e) {
    return switch (e) {
      case StoreException.AlreadyExists _ -> "already_exists";
      case StoreException.NotFound _ -> "not_found";
      case StoreException.VersionMismatch _ -> "version_mismatch";
      case StoreException.Invalid _ -> "invalid";
      case StoreException.Forbidden _ -> "forbidden";
      case StoreException.Unavailable _ -> "unavailable";
    };
  }

  private Timer timer(End end) {
    return Timer.builder("dtabd.store.operations")
        .description("Calls to the store, by what came of them")
        .tag("operation", end.operation.name().toLowerCase(Locale.ROOT))
        .tag("outcome", end.outcome)
        .serviceLevelObjectives(Buckets.LATENCY)
        .register(registry);
  }

  private Duration staleness(InstantSource clock) {
    return staleSince()
        .map(since -> Duration.between(since, clock.instant()))
        .filter(Duration::isPositive)
        .orElse(Duration.ZERO);
  }

  private double namespaceCount() {
    return names().map(names -> (double) names.size()).orElse(Double.NaN);
  }

  private double invalidCount() {
    return names()
        .map(
            names ->
                names.stream()
                    .filter(name -> super.dtab(name).now() instanceof State.Failed<?>)
                    .count())
        .map(Long::doubleValue)
        .orElse(Double.NaN);
  }

  private Optional<SortedSet<Namespace>> names() {
    return switch (super.namespaces().now()) {
      case State.Ok<SortedSet<Namespace>>(var names) -> Optional.of(names);
      case State.Pending<SortedSet<Namespace>> _, State.Failed<SortedSet<Namespace>> _ ->
          Optional.empty();
    };
  }
}
