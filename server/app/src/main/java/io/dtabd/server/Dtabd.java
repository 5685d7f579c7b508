package io.dtabd.server;

import io.dtabd.admin.AdminApi;
import io.dtabd.admin.LogLevels;
import io.dtabd.admin.Metrics;
import io.dtabd.admin.Readiness;
import io.dtabd.admin.RecentErrors;
import io.dtabd.admin.ServerInfo;
import io.dtabd.api.HttpApi;
import io.dtabd.api.Patience;
import io.dtabd.config.Config;
import io.dtabd.config.InterfaceConfig;
import io.dtabd.config.Limits;
import io.dtabd.config.Listener;
import io.dtabd.config.TelemeterConfig;
import io.dtabd.grpc.MeteredGrpc;
import io.dtabd.mesh.MeshInterface;
import io.dtabd.naming.Namers;
import io.dtabd.naming.Resolver;
import io.dtabd.net.EventLoops;
import io.dtabd.net.Interface;
import io.dtabd.net.TlsException;
import io.dtabd.net.http.HostNames;
import io.dtabd.net.http.HostRule;
import io.dtabd.net.http.HttpInterface;
import io.dtabd.net.http.MeteredHttp;
import io.dtabd.net.http.Router;
import io.dtabd.replicas.Replicas;
import io.dtabd.serving.ArrivalMetrics;
import io.dtabd.serving.Await;
import io.dtabd.serving.Delegations;
import io.dtabd.serving.MemoryMetrics;
import io.dtabd.serving.Propagation;
import io.dtabd.serving.Questions;
import io.dtabd.serving.Serving;
import io.dtabd.serving.Tables;
import io.dtabd.serving.WatchMetrics;
import io.dtabd.serving.Watchers;
import io.dtabd.serving.memory.MemoryBudget;
import io.dtabd.serving.preview.Previews;
import io.dtabd.store.CoalescedReads;
import io.dtabd.store.DtabStore;
import io.dtabd.store.FailFastReads;
import io.dtabd.store.InMemoryDtabStore;
import io.dtabd.thriftmux.MeteredThrift;
import io.dtabd.thriftmux.ThriftmuxInterface;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: its store, namers and listeners. */
public final class Dtabd implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Dtabd.class);

  private static final String ADMIN = "admin";

  /** What is kept for clients of the admin port, as a part of what is kept for all others. */
  private static final int SHARES_OF_ADMIN = 8;

  private static final String PEERS = "io.dtabd.peers: ";

  private final Config config;
  private final InstantSource clock = InstantSource.system();
  private final Resources resources = new Resources();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);

  private final List<String> warnings = new ArrayList<>();

  private final Instant began = clock.instant();
  private final MemoryBudget memory;
  private final Metrics metrics;
  private final EventLoops loops;
  private final KubernetesNamers kubernetes;
  private final Readiness readiness;
  private final Listeners listeners;

  /** What opens the store, or stands in for it. */
  @FunctionalInterface
  private interface StoreOpening {
    DtabStore open(Stores.Prepared prepared) throws StartException;
  }

  /**
   * Starts everything that {@code config} names.
   *
   * @throws StartException if something cannot start; then nothing is left running
   */
  public static Dtabd start(Config config) throws StartException {
    Dtabd server = build(config);
    server.warnings.forEach(warning -> log.warn("{}", warning));
    server.listen();
    return server;
  }

  /** A server that serves nobody yet: of what {@link #start} does, all but the sockets. */
  static Dtabd build(Config config) throws StartException {
    var server = new Dtabd(config, Stores.Prepared::open);
    server.kubernetes.start();
    return server;
  }

  /**
   * Builds what {@link #start} would, up to what other servers and the contents of the store come
   * to, and lets go of it.
   *
   * @return what an operator should know of what is built
   * @throws StartException if it cannot start
   */
  static List<String> check(Config config) throws StartException {
    try (var built =
        new Dtabd(config, _ -> new InMemoryDtabStore(Map.of(), InstantSource.system()))) {
      return List.copyOf(built.warnings);
    }
  }

  private Dtabd(Config config, StoreOpening opening) throws StartException {
    this.config = config;
    boolean complete = false;
    try {
      var recentErrors = resources.add("recent errors", RecentErrors.ofThisProcess());
      metrics = resources.add("metrics", new Metrics(prometheus().prefix()));
      memory = budget(config.limits());
      MemoryMetrics.register(metrics.registry(), memory);
      var engine = resources.add("engine", new Engine(config.limits(), clock));
      loops = resources.add("event loops", loops());
      listeners = new Listeners(loops, config.limits(), metrics.registry(), resources);
      var clusters = resources.add("clients of Kubernetes", new KubernetesClients());
      DtabStore store =
          resources.add(
              "store",
              new CoalescedReads(
                  new FailFastReads(
                      new MeteredDtabStore(
                          opening.open(
                              Stores.prepare(
                                  config.storage(),
                                  clusters,
                                  clock,
                                  new StoreCounters(metrics.registry()))),
                          metrics.registry(),
                          clock))));
      kubernetes =
          resources.add(
              "namers of Kubernetes",
              new KubernetesNamers(config.namers(), clusters, engine, clock, System::getenv));
      Namers namers =
          ConfiguredNamers.open(
              config.namers(), engine, kubernetes, clock, resources, warnings::add);
      NamerMetrics.register(metrics.registry(), kubernetes::staleSince, clock);

      var tables = new Tables(store, engine.setting(), clock);
      var questions =
          new Questions(store, tables, namers, engine.setting(), questionLimits(), memory);
      var watchers = new Watchers(clock);
      WatchMetrics.register(metrics.registry(), watchers, questions);
      readiness = new Readiness(store);

      var serving =
          new Serving(
              questions,
              new Delegations(store, namers, engine.setting()),
              watchers,
              Await.ANSWER_LIMIT);
      var propagation = new Propagation(store, tables, watchers);
      ArrivalMetrics.register(metrics.registry(), propagation);
      var replicas = resources.add("requests to other replicas", replicas(propagation, watchers));
      replicas.complaint().ifPresent(it -> warnings.add(PEERS + it));
      var previews = new Previews(store, watchers, namers, engine.setting(), engine.previews());
      var resolver = new Resolver(RandomGenerator.getDefault());
      var http = new HttpApi(serving, store, previews, replicas, resolver, Patience.DEFAULT, clock);
      Router api = http.router();
      Router admin =
          AdminApi.router(
              new AdminApi.Parts(
                  ServerInfo.ofThisProcess(began),
                  clock,
                  store,
                  readiness,
                  metrics,
                  LogLevels.ofThisProcess(),
                  config,
                  watchers,
                  propagation,
                  replicas,
                  namers,
                  recentErrors,
                  new ServerVitals(listeners.ports(), loops),
                  api.routes(),
                  http.delegator().routes(),
                  this::close,
                  engine.setting().timer(),
                  Thread::startVirtualThread));
      listeners.plan(
          ADMIN,
          config.admin().listener(),
          http(ADMIN, config.admin().listener(), admin, HostRule.Unnamed.REJECTED),
          budgetOfAdmin());
      for (InterfaceConfig each : config.interfaces()) {
        listeners.plan(
            each.kind(),
            each.listener(),
            switch (each) {
              case InterfaceConfig.HttpController it ->
                  // Linkerd's io.l5d.namerd.http sends no Host.
                  http(it.kind(), it.listener(), api, HostRule.Unnamed.ANSWERED);
              case InterfaceConfig.Mesh it ->
                  new MeshInterface(
                      serving,
                      config.limits(),
                      it.connectionAge(),
                      new MeteredGrpc(metrics.registry(), "dtabd.mesh", it.kind()));
              case InterfaceConfig.ThriftNameInterpreter it ->
                  new ThriftmuxInterface(
                      serving,
                      config.limits(),
                      it.listener().socketOptions(),
                      new MeteredThrift(metrics.registry(), it.kind()));
            },
            memory);
      }
      complete = true;
    } finally {
      if (!complete) {
        // Nothing listens yet, so there is nothing to drain.
        letGo();
      }
    }
  }

  private EventLoops loops() throws StartException {
    try {
      return new EventLoops(EventLoops.Transport.best(), threads());
    } catch (IllegalStateException e) {
      throw new StartException(
          "admin: workerThreads: %d threads cannot be had: %s; give fewer, or raise ulimit -n"
              .formatted(threads(), e.getMessage()),
          e);
    }
  }

  /** Operators must get in while clients have used up theirs. */
  private static MemoryBudget budgetOfAdmin() {
    long bytes = MemoryBudget.bytesOfThisProcess() / SHARES_OF_ADMIN;
    return new MemoryBudget(bytes, bytes, _ -> true, System::nanoTime);
  }

  private static MemoryBudget budget(Limits limits) {
    long bytes = MemoryBudget.bytesOfThisProcess();
    return new MemoryBudget(
        bytes,
        limits.maxBytesPerAddress().orElse(bytes / 2),
        address -> limits.sharedAddresses().stream().anyMatch(it -> it.contains(address)),
        System::nanoTime);
  }

  private Replicas replicas(Propagation propagation, Watchers watchers) throws StartException {
    try {
      return Replicas.open(config.peers(), propagation, watchers);
    } catch (TlsException e) {
      throw new StartException(PEERS + e.getMessage(), e);
    }
  }

  private Interface http(String name, Listener config, Router router, HostRule.Unnamed unnamed) {
    var names = new HostNames(this.config.hostNames());
    return new HttpInterface(
        router,
        HostRule.of(name, config.ip(), names, unnamed),
        this.config.limits(),
        config.socketOptions(),
        new MeteredHttp(metrics.registry(), name));
  }

  private void listen() throws StartException {
    boolean complete = false;
    try {
      listeners.open();
      complete = true;
    } finally {
      if (!complete) {
        close();
      }
    }
    log.info(
        "serving after {} ms, with {} storage and {} on {} threads",
        Duration.between(began, clock.instant()).toMillis(),
        config.storage().kind(),
        loops.transport(),
        threads());
  }

  /**
   * Where a listener was opened.
   *
   * @param kind the interface's, or {@code admin}
   */
  public Optional<InetSocketAddress> address(String kind) {
    return listeners.address(kind);
  }

  /** Returns when the server has stopped. */
  public void awaitStop() throws InterruptedException {
    stopped.await();
  }

  /**
   * Stops in good order: accepts no more, finishes what runs, ends streams cleanly, all within the
   * grace time of the configuration, and lets go of everything. A second call waits for the first.
   */
  @Override
  public void close() {
    if (stopping.compareAndSet(false, true)) {
      try {
        drain();
      } finally {
        letGo();
      }
    }
    boolean interrupted = false;
    while (true) {
      try {
        stopped.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void letGo() {
    resources.close();
    stopped.countDown();
  }

  /** The admin listener last, so that it can be asked how the stop goes. */
  private void drain() {
    if (listeners.ports().isEmpty()) {
      return;
    }
    Duration grace = config.admin().shutdownGrace();
    log.info("stopping; what runs has {} ms to finish", grace.toMillis());
    readiness.stop();
    try {
      listeners.drain(clock.instant().plus(grace), clock);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    log.info("stopped");
  }

  private TelemeterConfig.Prometheus prometheus() {
    return config.prometheus().orElse(TelemeterConfig.Prometheus.DEFAULT);
  }

  private Questions.Limits questionLimits() {
    Questions.Limits defaults = Questions.Limits.DEFAULT;
    return new Questions.Limits(
        defaults.questions(), config.limits().maxIdleQuestions(), defaults.idleWeight());
  }

  private int threads() {
    return config.admin().workerThreads().orElse(Runtime.getRuntime().availableProcessors());
  }
}
