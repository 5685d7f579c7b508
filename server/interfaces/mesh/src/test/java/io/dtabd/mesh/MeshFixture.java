package io.dtabd.mesh;

import io.dtabd.config.ConnectionAge;
import io.dtabd.config.Limits;
import io.dtabd.config.SocketOptions;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.grpc.GrpcServer;
import io.dtabd.live.Derived;
import io.dtabd.live.Live;
import io.dtabd.live.LiveCell;
import io.dtabd.live.Timer;
import io.dtabd.naming.FsNamer;
import io.dtabd.naming.Hosts;
import io.dtabd.naming.Namer;
import io.dtabd.naming.Namers;
import io.dtabd.naming.SystemNamer;
import io.dtabd.net.EventLoops;
import io.dtabd.net.Listener;
import io.dtabd.net.ReloadingTls;
import io.dtabd.serving.Delegations;
import io.dtabd.serving.Propagation;
import io.dtabd.serving.Questions;
import io.dtabd.serving.Serving;
import io.dtabd.serving.Tables;
import io.dtabd.serving.Watchers;
import io.dtabd.store.InMemoryDtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.testing.servers.RawGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/** The mesh interface on a port of its own, over a store in memory and a folder of addresses. */
final class MeshFixture implements AutoCloseable {

  /** For what comes, on however busy a machine. */
  private static final Duration LONG = Duration.ofMinutes(2);

  private final EventLoops loops = new EventLoops(EventLoops.Transport.best(), 1);
  private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final LiveCell<NameTree<Namer.Name>> slowNamer = LiveCell.pending();
  private final InMemoryDtabStore store;
  private final FsNamer files;
  private final Questions questions;
  private final Watchers watchers;
  private final GrpcServer server;
  private final CountedGrpc metrics = new CountedGrpc();
  private final Propagation propagation;
  private final AtomicLong nanos = new AtomicLong();

  /**
   * @param disco filled with the addresses of the recorded namerd
   */
  MeshFixture(
      Map<Namespace, Dtab> dtabs,
      java.nio.file.Path disco,
      int maxConnections,
      Optional<ReloadingTls> tls)
      throws IOException {
    this(
        dtabs,
        disco,
        maxConnections,
        tls,
        Limits.DEFAULT,
        Optional.empty(),
        GrpcServer.Pings.DEFAULT,
        LONG);
  }

  MeshFixture(
      Map<Namespace, Dtab> dtabs,
      java.nio.file.Path disco,
      int maxConnections,
      Optional<ReloadingTls> tls,
      Limits limits,
      Optional<ConnectionAge> age,
      GrpcServer.Pings pings,
      Duration answerLimit)
      throws IOException {
    Files.writeString(disco.resolve("world-v1"), "127.0.0.1 7778\n");
    Files.writeString(disco.resolve("world-v2"), "127.0.0.1 7779\n");
    Files.writeString(disco.resolve("weighted"), "127.0.0.1 7001\n127.0.0.1 7002 * 2.5\n");
    Files.writeString(disco.resolve("malformed"), "not an address\n");
    Files.writeString(disco.resolve("empty"), "");
    InstantSource clock = InstantSource.system();
    var setting = new Derived.Setting(work, Timer.on(timer), Duration.ofMinutes(10), LONG);
    var hosts =
        new Hosts(InetAddress::getAllByName, work, Timer.on(timer), clock, Hosts.Pace.DEFAULT);
    Path fs = Path.read("/#/io.l5d.fs");
    files = FsNamer.watch(fs, disco, hosts, clock, setting);
    var namers =
        new Namers(
            Map.of(fs, files, Path.read("/#/slow"), new SlowNamer(slowNamer)),
            new SystemNamer(hosts));
    store = new InMemoryDtabStore(dtabs, clock);
    var tables = new Tables(store, setting, clock);
    questions = new Questions(store, tables, namers, setting, Questions.Limits.DEFAULT);
    watchers = new Watchers(clock);
    propagation = new Propagation(store, tables, watchers);
    server =
        GrpcServer.open(
            loops,
            new Listener.Options(
                "mesh",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                SocketOptions.DEFAULT,
                maxConnections,
                tls),
            limits,
            age,
            new MeshServices(
                new Serving(
                    questions, new Delegations(store, namers, setting), watchers, answerLimit)),
            watchers,
            metrics,
            pings,
            nanos::get);
  }

  static MeshFixture of(java.nio.file.Path disco, Map<String, String> dtabs) {
    return of(disco, dtabs, Limits.DEFAULT, GrpcServer.Pings.DEFAULT);
  }

  static MeshFixture of(
      java.nio.file.Path disco, Map<String, String> dtabs, Limits limits, GrpcServer.Pings pings) {
    return of(disco, dtabs, limits, Optional.empty(), pings);
  }

  static MeshFixture of(java.nio.file.Path disco, Map<String, String> dtabs, ConnectionAge age) {
    return of(disco, dtabs, Limits.DEFAULT, Optional.of(age), GrpcServer.Pings.DEFAULT);
  }

  /**
   * @param answerLimit how long those who ask once wait for what does not come in the test
   */
  static MeshFixture of(java.nio.file.Path disco, Duration answerLimit) {
    return of(
        disco, Map.of(), Limits.DEFAULT, Optional.empty(), GrpcServer.Pings.DEFAULT, answerLimit);
  }

  private static MeshFixture of(
      java.nio.file.Path disco,
      Map<String, String> dtabs,
      Limits limits,
      Optional<ConnectionAge> age,
      GrpcServer.Pings pings) {
    return of(disco, dtabs, limits, age, pings, LONG);
  }

  private static MeshFixture of(
      java.nio.file.Path disco,
      Map<String, String> dtabs,
      Limits limits,
      Optional<ConnectionAge> age,
      GrpcServer.Pings pings,
      Duration answerLimit) {
    var parsed = new java.util.HashMap<Namespace, Dtab>();
    dtabs.forEach((namespace, dtab) -> parsed.put(new Namespace(namespace), Dtab.read(dtab)));
    try {
      return new MeshFixture(
          parsed, disco, 1_000, Optional.empty(), limits, age, pings, answerLimit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawGrpc client() {
    return RawGrpc.plain(address());
  }

  InetSocketAddress address() {
    return server.address();
  }

  GrpcServer server() {
    return server;
  }

  CountedGrpc metrics() {
    return metrics;
  }

  /** Lets time pass for deadlines. */
  void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  Questions questions() {
    return questions;
  }

  Watchers watchers() {
    return watchers;
  }

  Propagation propagation() {
    return propagation;
  }

  /** What the namer at {@code /#/slow} answers, which is nothing until it is set. */
  LiveCell<NameTree<Namer.Name>> slowNamer() {
    return slowNamer;
  }

  void put(String namespace, String dtab) throws StoreException {
    store.put(new Namespace(namespace), Dtab.read(dtab));
  }

  void delete(String namespace) throws StoreException {
    store.delete(new Namespace(namespace));
  }

  @Override
  public void close() {
    try {
      server.close(Duration.ZERO);
      files.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    loops.close();
    store.close();
    timer.shutdownNow();
    work.shutdownNow();
  }

  private record SlowNamer(LiveCell<NameTree<Name>> answer) implements Namer {
    @Override
    public Live<NameTree<Name>> lookup(Path path) {
      return answer;
    }
  }
}
