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
import io.dtabd.config.TelemeterConfig;
import io.dtabd.grpc.MeteredGrpc;
import io.dtabd.mesh.MeshInterface;
import io.dtabd.naming.Namers;
import io.dtabd.naming.Resolver;
import io.dtabd.net.ConnectionMetrics;
import io.dtabd.net.EventLoops;
import io.dtabd.net.Interface;
import io.dtabd.net.ListenException;
import io.dtabd.net.Listener;
import io.dtabd.net.ListeningPort;
import io.dtabd.net.ReloadingTls;
import io.dtabd.net.TlsException;
import io.dtabd.net.http.HttpInterface;
import io.dtabd.net.http.MeteredHttp;
import io.dtabd.net.http.Router;
import io.dtabd.replicas.Replicas;
import io.dtabd.serving.ArrivalMetrics;
import io.dtabd.serving.Await;
import io.dtabd.serving.Delegations;
import io.dtabd.serving.Propagation;
import io.dtabd.serving.Questions;
import io.dtabd.serving.Serving;
import io.dtabd.serving.Tables;
import io.dtabd.serving.WatchMetrics;
import io.dtabd.serving.Watchers;
import io.dtabd.serving.preview.Previews;
import io.dtabd.store.CoalescedReads;
import io.dtabd.store.DtabStore;
import io.dtabd.store.FailFastReads;
import io.dtabd.thriftmux.MeteredThrift;
import io.dtabd.thriftmux.ThriftmuxInterface;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: its store, namers and listeners. */
public final class Dtabd implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Dtabd.class);

  private static final String ADMIN = "admin";

  private final Config config;
  private final InstantSource clock = InstantSource.system();
  private final Resources resources = new Resources();
  private final List<ListeningPort> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);

  private final Metrics metrics;
  private final EventLoops loops;
  private final Readiness readiness;

  /**
   * Starts everything that {@code config} names.
   *
   * @throws StartException if something cannot start; then nothing is left running
   */
  public static Dtabd start(Config config) throws StartException {
    return new Dtabd(config);
  }

  private Dtabd(Config config) throws StartException {
    this.config = config;
    Instant started = clock.instant();
    boolean complete = false;
    try {
      var recentErrors = resources.add("recent errors", RecentErrors.ofThisProcess());
      metrics = resources.add("metrics", new Metrics(prometheus().prefix()));
      var engine = resources.add("engine", new Engine(config.limits(), clock));
      loops = resources.add("event loops", new EventLoops(EventLoops.Transport.best(), threads()));
      var clusters = resources.add("clients of Kubernetes", new KubernetesClients());
      DtabStore store =
          resources.add(
              "store",
              new CoalescedReads(
                  new FailFastReads(
                      new MeteredDtabStore(
                          Stores.open(
                              config.storage(),
                              clusters,
                              clock,
                              new StoreCounters(metrics.registry())),
                          metrics.registry(),
                          clock))));
      var kubernetes =
          resources.add(
              "namers of Kubernetes",
              new KubernetesNamers(config.namers(), clusters, engine, clock, System::getenv));
      Namers namers = ConfiguredNamers.open(config.namers(), engine, kubernetes, clock, resources);
      NamerMetrics.register(metrics.registry(), kubernetes::staleSince, clock);

      var tables = new Tables(store, engine.setting(), clock);
      var questions = new Questions(store, tables, namers, engine.setting(), questionLimits());
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
      var previews = new Previews(store, watchers, namers, engine.setting(), engine.previews());
      var resolver = new Resolver(RandomGenerator.getDefault());
      var http = new HttpApi(serving, store, previews, replicas, resolver, Patience.DEFAULT, clock);
      Router api = http.router();
      Router admin =
          AdminApi.router(
              new AdminApi.Parts(
                  ServerInfo.ofThisProcess(started),
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
                  new ServerVitals(listeners, loops),
                  api.routes(),
                  http.delegator().routes(),
                  this::close,
                  engine.setting().timer(),
                  Thread::startVirtualThread));
      listen(ADMIN, config.admin().listener(), http(ADMIN, config.admin().listener(), admin));
      for (InterfaceConfig each : config.interfaces()) {
        listen(
            each.kind(),
            each.listener(),
            switch (each) {
              case InterfaceConfig.HttpController it -> http(it.kind(), it.listener(), api);
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
            });
      }
      complete = true;
    } finally {
      if (!complete) {
        close();
      }
    }
    log.info(
        "serving after {} ms, with {} storage and {} on {} threads",
        Duration.between(started, clock.instant()).toMillis(),
        config.storage().kind(),
        loops.transport(),
        threads());
  }

  private Replicas replicas(Propagation propagation, Watchers watchers) throws StartException {
    try {
      return Replicas.open(config.peers(), propagation, watchers);
    } catch (TlsException e) {
      throw new StartException("io.dtabd.peers: " + e.getMessage(), e);
    }
  }

  private Interface http(String name, io.dtabd.config.Listener config, Router router) {
    return new HttpInterface(
        router,
        this.config.limits(),
        config.socketOptions(),
        new MeteredHttp(metrics.registry(), name));
  }

  /**
   * @param name the interface's kind, or {@code admin}
   */
  private void listen(String name, io.dtabd.config.Listener config, Interface served)
      throws StartException {
    try {
      Listener.Options options = options(name, config, served.protocols());
      ListeningPort listener = served.open(loops, options);
      listeners.add(listener);
      ConnectionMetrics.register(metrics.registry(), listener);
      log.info(
          "{} listens on {}",
          name,
          url(served.scheme(options.tls().isPresent()), listener.address()));
    } catch (ListenException | TlsException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * @param protocols what TLS offers, by their ALPN names
   */
  private Listener.Options options(
      String name, io.dtabd.config.Listener config, List<String> protocols) throws TlsException {
    Optional<ReloadingTls> tls = Optional.empty();
    if (config.tls().isPresent()) {
      tls =
          Optional.of(
              resources.add(
                  "TLS of " + name,
                  ReloadingTls.open(config.tls().get(), protocols, ReloadingTls.DEFAULT_INTERVAL)));
    }
    return new Listener.Options(
        name,
        new InetSocketAddress(config.ip(), config.port()),
        config.socketOptions(),
        this.config.limits().maxConnections(),
        tls);
  }

  private static String url(String scheme, InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return "%s://%s:%d"
        .formatted(scheme, host.contains(":") ? "[" + host + "]" : host, address.getPort());
  }

  /**
   * Where a listener was opened.
   *
   * @param kind the interface's, or {@code admin}
   */
  public Optional<InetSocketAddress> address(String kind) {
    return listeners.stream()
        .filter(listener -> listener.name().equals(kind))
        .findFirst()
        .map(ListeningPort::address);
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
        resources.close();
        stopped.countDown();
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

  /** The admin listener last, so that it can be asked how the stop goes. */
  private void drain() {
    if (listeners.isEmpty()) {
      return;
    }
    Duration grace = config.admin().shutdownGrace();
    log.info("stopping; what runs has {} ms to finish", grace.toMillis());
    readiness.stop();
    Instant deadline = clock.instant().plus(grace);
    listeners.stream().skip(1).forEach(ListeningPort::drain);
    for (ListeningPort listener : listeners.reversed()) {
      Duration left = Duration.between(clock.instant(), deadline);
      try {
        listener.close(left.isNegative() ? Duration.ZERO : left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
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
