package io.dtabd.naming.k8s;

import static java.lang.System.Logger.Level.INFO;

import io.dtabd.k8s.watch.ApiServer;
import io.dtabd.k8s.watch.Pace;
import io.dtabd.live.Demand;
import io.dtabd.live.Derived;
import io.dtabd.live.Live;
import io.dtabd.live.LiveCell;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import io.fabric8.kubernetes.client.Config;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The services of a cluster and their endpoints, live, for all the namers that ask it.
 *
 * <p>It reads the whole cluster with one watch for each collection. Where that is not allowed, it
 * reads the namespaces that are asked for, each as long as someone needs it, and now and then tries
 * whether the whole is allowed by now.
 */
public final class Cluster implements AutoCloseable {

  /** Namespaces read one by one: each costs up to three connections, and paths may name any. */
  static final int MAX_NAMESPACES = 100;

  /** How long after a refusal it is tried again to read the whole cluster. */
  private static final Duration RECHECK = Duration.ofMinutes(5);

  private static final System.Logger log = System.getLogger(Cluster.class.getName());

  private final ApiServer server;
  private final ClusterContext clusterContext;
  private final ReadPlan readPlan;
  private final Derived.Setting setting;
  private final ServiceIndex index = new ServiceIndex();
  private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();

  /** Counts the changes of coverages. */
  private final LiveCell<Long> edition = new LiveCell<>(State.ok(0L));

  /** Empty while the whole cluster may not be read, or need not be. */
  private volatile Optional<Scope> whole = Optional.empty();

  private volatile boolean byNamespace;

  // Guarded by this object's monitor, under which only those of scopes are taken.
  private boolean closed;

  /** What finds out whether the whole cluster may be read by now. */
  private Optional<Scope> trial = Optional.empty();

  private Subscription nextTrial = Subscription.NONE;

  private Cluster(
      ApiServer server, ClusterContext clusterContext, ReadPlan readPlan, Derived.Setting setting) {
    this.server = server;
    this.clusterContext = clusterContext;
    this.readPlan = readPlan;
    this.setting = setting;
  }

  /**
   * Begins to read.
   *
   * @param config how the API server is reached
   * @param setting its timer, and how long a namespace is read that nobody needs any more
   */
  public static Cluster open(
      Config config,
      ReadPlan readPlan,
      Pace pace,
      Derived.Setting setting,
      InstantSource clock,
      RandomGenerator random) {
    Cluster cluster = prepare(config, readPlan, pace, setting, clock, random);
    cluster.start();
    return cluster;
  }

  /** As {@link #open}, but nothing is read before {@link #start}. */
  public static Cluster prepare(
      Config config,
      ReadPlan readPlan,
      Pace pace,
      Derived.Setting setting,
      InstantSource clock,
      RandomGenerator random) {
    ApiServer server = ApiServer.open(config);
    var clusterContext = new ClusterContext(server, pace, clock, random);
    var cluster = new Cluster(server, clusterContext, readPlan, setting);
    cluster.byNamespace = readPlan.reach() == ReadPlan.Reach.NAMESPACES;
    return cluster;
  }

  /** Begins to read; to be called once. */
  public void start() {
    if (!byNamespace) {
      readWhole();
    }
  }

  /** Since when something that was read once may be behind; empty if nothing is. */
  public Optional<Instant> staleSince() {
    return Stream.concat(
            whole.stream(), namespaces.values().stream().flatMap(each -> each.scope.stream()))
        .flatMap(scope -> scope.staleSince().stream())
        .min(Comparator.naturalOrder());
  }

  /** Reads no more. What is known stays as it is. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      nextTrial.close();
      trial.ifPresent(Scope::close);
      whole.ifPresent(Scope::close);
    }
    namespaces.values().forEach(Namespace::adjust);
    server.close();
  }

  ServiceIndex index() {
    return index;
  }

  /** How far a namespace is known. Whoever asks has touched it, or holds it. */
  Coverage coverage(String namespace) {
    Optional<Coverage> ofWhole = whole.map(Scope::coverage);
    if (ofWhole.isPresent() && ofWhole.get().decisive(readPlan) instanceof Reading.Done) {
      return ofWhole.get();
    }
    Namespace known = namespaces.get(namespace);
    if (known == null && byNamespace && isFull()) {
      return Coverage.failed(
          ("more than %d namespaces are in use, and dtabd may read them only one by one; allow it to"
                  + " list and watch services and endpointslices in all namespaces")
              .formatted(MAX_NAMESPACES));
    }
    return Optional.ofNullable(known)
        .flatMap(it -> it.scope)
        .map(Scope::coverage)
        .or(() -> ofWhole)
        .orElse(Coverage.NONE);
  }

  private Coverage coverage() {
    return whole.map(Scope::coverage).orElse(Coverage.NONE);
  }

  /**
   * Whether what is in the index is what there is: of a namespace, or of the whole cluster as far
   * as it is read.
   */
  Reading known(Optional<String> namespace) {
    if (namespace.isPresent()) {
      return coverage(namespace.get()).decisive(readPlan);
    }
    return byNamespace ? new Reading.Done() : coverage().decisive(readPlan);
  }

  /** Another number after each change of any coverage. */
  Live<Long> edition() {
    return edition;
  }

  /**
   * Observes everything about a service but the addresses of its endpoints, and holds its
   * namespace.
   */
  Subscription observe(ServiceName service, Runnable onChange) {
    Subscription covered = edition.observe(onChange);
    Subscription shape = index.shape(service).observe(onChange);
    Subscription hold = hold(service.namespace());
    return () -> {
      hold.close();
      shape.close();
      covered.close();
    };
  }

  /** The namespace is needed now, and perhaps soon again. */
  void touch(String namespace) {
    demand(namespace).ifPresent(Demand::touch);
  }

  /** The namespace is needed until the result is closed. */
  Subscription hold(String namespace) {
    return demand(namespace).map(Demand::hold).orElse(Subscription.NONE);
  }

  /** Empty if the whole cluster is known anyway, or too many are needed already. */
  private Optional<Demand> demand(String namespace) {
    if (coverage().decisive(readPlan) instanceof Reading.Done) {
      return Optional.empty();
    }
    Namespace known = namespaces.get(namespace);
    if (known == null && !isFull()) {
      known = namespaces.computeIfAbsent(namespace, Namespace::new);
    }
    return Optional.ofNullable(known).map(it -> it.demand);
  }

  private boolean isFull() {
    return namespaces.size() >= MAX_NAMESPACES;
  }

  private void moved() {
    edition.update(state -> state.map(number -> number + 1));
  }

  private synchronized void readWhole() {
    if (!closed) {
      var scope = new Scope(clusterContext, readPlan, Optional.empty(), index, this::wholeMoved);
      whole = Optional.of(scope);
      scope.start();
    }
  }

  private void wholeMoved() {
    synchronized (this) {
      if (!closed && coverage().decisive(readPlan) instanceof Reading.Refused) {
        log.log(
            INFO,
            "the services of {0} are read namespace by namespace, as they are asked for, since they"
                + " may not be read in all namespaces at once",
            server.describe());
        whole.ifPresent(Scope::close);
        whole = Optional.empty();
        byNamespace = true;
        tryWholeLater();
      }
    }
    namespaces.values().forEach(Namespace::adjust);
    moved();
  }

  private void tryWholeLater() {
    nextTrial = setting.timer().after(RECHECK, this::tryWhole);
  }

  /** Reads it into an index that nobody sees, so that two do not write to one. */
  private synchronized void tryWhole() {
    if (!closed) {
      var scope =
          new Scope(
              clusterContext, readPlan, Optional.empty(), new ServiceIndex(), this::trialMoved);
      trial = Optional.of(scope);
      scope.start();
    }
  }

  private void trialMoved() {
    synchronized (this) {
      Reading reading =
          trial.map(it -> it.coverage().decisive(readPlan)).orElse(new Reading.Begun());
      switch (reading) {
        case Reading.Begun _, Reading.Failed _ -> {
          return;
        }
        case Reading.Refused _ -> {
          endTrial();
          tryWholeLater();
          return;
        }
        case Reading.Done _ -> endTrial();
      }
      byNamespace = false;
    }
    // First these have to end: what they still note might be older than what the whole is.
    namespaces.values().forEach(Namespace::adjust);
    readWhole();
    moved();
  }

  private void endTrial() {
    trial.ifPresent(Scope::close);
    trial = Optional.empty();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** One that is read by itself, as long as it is needed and the whole cluster is not read. */
  private final class Namespace {

    private final String name;
    private final Demand demand =
        new Demand(this::start, this::stop, setting.linger(), setting.timer());

    /** The last, if it is closed too: what it has read is still what is known. */
    private volatile Optional<Scope> scope = Optional.empty();

    // Guarded by this object's monitor.
    private boolean needed;
    private boolean reading;

    Namespace(String name) {
      this.name = name;
    }

    private void start() {
      synchronized (this) {
        needed = true;
      }
      // Whoever found this one just before it was forgotten brings it back.
      namespaces.putIfAbsent(name, this);
      adjust();
    }

    private void stop() {
      synchronized (this) {
        needed = false;
      }
      namespaces.remove(name, this);
      adjust();
      try {
        setting.executor().execute(this::forget); // not here, under the lock of the demand
      } catch (RejectedExecutionException e) {
        // The server stops.
      }
    }

    /** Begins or ends to read, whichever is due. */
    private synchronized void adjust() {
      boolean due = needed && byNamespace && !isClosed();
      if (due && !reading) {
        reading = true;
        var next =
            new Scope(clusterContext, readPlan, Optional.of(name), index, Cluster.this::moved);
        scope = Optional.of(next);
        next.start();
      } else if (!due && reading) {
        reading = false;
        scope.ifPresent(Scope::close);
      }
    }

    private void forget() {
      var touched = new HashSet<ServiceName>();
      synchronized (this) {
        if (!needed && byNamespace && !namespaces.containsKey(name)) {
          touched.addAll(index.noteServices(Optional.of(name), List.of()));
          touched.addAll(index.noteGroups(Optional.of(name), List.of()));
        }
      }
      index.publish(touched);
    }
  }
}
