package io.dtabd.api;

import io.dtabd.config.Limits;
import io.dtabd.config.SocketOptions;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Derived;
import io.dtabd.live.Live;
import io.dtabd.live.LiveCell;
import io.dtabd.live.State;
import io.dtabd.live.Timer;
import io.dtabd.naming.Addr;
import io.dtabd.naming.FsNamer;
import io.dtabd.naming.Hosts;
import io.dtabd.naming.Namer;
import io.dtabd.naming.Namers;
import io.dtabd.naming.Resolver;
import io.dtabd.naming.SystemNamer;
import io.dtabd.net.EventLoops;
import io.dtabd.net.Listener;
import io.dtabd.net.ReloadingTls;
import io.dtabd.net.http.HttpMetrics;
import io.dtabd.net.http.HttpProtocol;
import io.dtabd.serving.Delegations;
import io.dtabd.serving.Propagation;
import io.dtabd.serving.Questions;
import io.dtabd.serving.Serving;
import io.dtabd.serving.Tables;
import io.dtabd.serving.Watchers;
import io.dtabd.serving.preview.Previews;
import io.dtabd.store.CoalescedReads;
import io.dtabd.store.InMemoryDtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.tests.BreakableStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The HTTP interface on a port of its own, over a store in memory. */
final class ApiServer implements AutoCloseable {

  /** For what comes, on however busy a machine. */
  static final Duration LONG = Duration.ofMinutes(2);

  /** For what does not come in a test, and for nothing else. */
  static final Duration SHORT = Duration.ofMillis(100);

  private static final Patience PATIENT = new Patience(LONG, LONG);
  private static final Duration LINGER = Duration.ofMinutes(10);

  private final EventLoops loops = new EventLoops(EventLoops.Transport.best(), 1);
  private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final LiveCell<NameTree<Namer.Name>> slowNamer = LiveCell.pending();
  private final LiveCell<Addr> slowAddr = LiveCell.pending();
  private final @Nullable FsNamer files;
  private final BreakableStore store;
  private final Questions questions;
  private final Watchers watchers;
  private final Propagation propagation;
  private final Listener listener;

  private ApiServer(
      Map<Namespace, Dtab> dtabs,
      java.nio.file.@Nullable Path disco,
      Optional<ReloadingTls> tls,
      Duration answerLimit,
      Patience patience,
      Duration settle,
      Duration previewTime)
      throws IOException {
    InstantSource clock = InstantSource.system();
    var setting = new Derived.Setting(work, Timer.on(timer), LINGER, settle);
    var hosts =
        new Hosts(InetAddress::getAllByName, work, Timer.on(timer), clock, Hosts.Pace.DEFAULT);
    var namers = new HashMap<Path, Namer>();
    namers.put(Path.read("/#/slow"), new SlowNamer(slowNamer));
    Path fs = Path.read("/#/io.l5d.fs");
    files = disco == null ? null : FsNamer.watch(fs, disco, hosts, clock, setting);
    if (files != null) {
      namers.put(fs, files);
    }
    store = new BreakableStore(new InMemoryDtabStore(dtabs, clock));
    var coalesced = new CoalescedReads(store);
    var allNamers = new Namers(namers, new SystemNamer(hosts));
    var tables = new Tables(store, setting, clock);
    questions = new Questions(store, tables, allNamers, setting, Questions.Limits.DEFAULT);
    watchers = new Watchers(clock);
    propagation = new Propagation(store, tables, watchers);
    var router =
        new HttpApi(
                new Serving(
                    questions, new Delegations(store, allNamers, setting), watchers, answerLimit),
                coalesced,
                new Previews(store, watchers, allNamers, setting, work, previewTime),
                new Resolver(RandomGenerator.of("L64X128MixRandom")),
                patience,
                clock)
            .router();
    listener =
        Listener.open(
            loops,
            new Listener.Options(
                "http",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                SocketOptions.DEFAULT,
                1_000,
                tls),
            new HttpProtocol(router, Limits.DEFAULT, SocketOptions.DEFAULT, HttpMetrics.NONE));
  }

  /** Without namespaces and files. */
  static ApiServer start() {
    return open(Map.of(), null);
  }

  /**
   * Without namespaces and files.
   *
   * @param settle how long a delegation or a union waits for what is not known
   */
  static ApiServer start(Duration answerLimit, Patience patience, Duration settle) {
    return open(Map.of(), null, Optional.empty(), answerLimit, patience, settle, LONG);
  }

  /**
   * Without namespaces and files.
   *
   * @param previewTime how long the names of one preview are bound
   */
  static ApiServer start(Duration previewTime) {
    return open(Map.of(), null, Optional.empty(), LONG, PATIENT, LONG, previewTime);
  }

  /** With the files of {@code disco}, which may change. */
  static ApiServer start(java.nio.file.Path disco) {
    return open(Map.of(), disco);
  }

  /** With what the recorded namerd had; {@code disco} is filled. */
  static ApiServer asRecorded(java.nio.file.Path disco) {
    try {
      Files.writeString(disco.resolve("world-v1"), "127.0.0.1 7778\n");
      Files.writeString(disco.resolve("world-v2"), "127.0.0.1 7779\n");
      Files.writeString(disco.resolve("weighted"), "127.0.0.1 7001\n127.0.0.1 7002 * 2.5\n");
      Files.writeString(disco.resolve("malformed"), "not an address\n");
      Files.writeString(disco.resolve("empty"), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return open(
        Map.of(
            new Namespace("internal"),
            Dtab.read(
                "/srv => /#/io.l5d.fs ; /host => /srv ; /tmp => /srv ; /svc => /host ;"
                    + " /host/world => /srv/world-v1"),
            new Namespace("external"),
            Dtab.read("/svc/* => /$/inet/127.0.0.1/7778")),
        disco);
  }

  /** With TLS, and without namespaces and files. */
  static ApiServer start(ReloadingTls tls) {
    return open(Map.of(), null, Optional.of(tls));
  }

  private static ApiServer open(Map<Namespace, Dtab> dtabs, java.nio.file.@Nullable Path disco) {
    return open(dtabs, disco, Optional.empty());
  }

  private static ApiServer open(
      Map<Namespace, Dtab> dtabs, java.nio.file.@Nullable Path disco, Optional<ReloadingTls> tls) {
    return open(dtabs, disco, tls, LONG, PATIENT, LONG, LONG);
  }

  private static ApiServer open(
      Map<Namespace, Dtab> dtabs,
      java.nio.file.@Nullable Path disco,
      Optional<ReloadingTls> tls,
      Duration answerLimit,
      Patience patience,
      Duration settle,
      Duration previewTime) {
    try {
      return new ApiServer(dtabs, disco, tls, answerLimit, patience, settle, previewTime);
    } catch (IOException e) {
      throw new IllegalStateException("the server does not start", e);
    }
  }

  PlainClient client() {
    return new PlainClient(listener.address());
  }

  InetSocketAddress address() {
    return listener.address();
  }

  int connections() {
    return listener.connections();
  }

  BreakableStore store() {
    return store;
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

  /** Makes {@code /#/slow} known, as one name whose addresses are not known until they are set. */
  LiveCell<Addr> slowAddr() {
    slowNamer.set(
        State.ok(
            NameTree.leaf(new Namer.Name.Settled(Path.read("/#/slow/a"), Path.EMPTY, slowAddr))));
    return slowAddr;
  }

  @Override
  public void close() {
    try {
      listener.close(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loops.close();
    store.close();
    timer.shutdownNow();
    work.shutdownNow();
    if (files != null) {
      try {
        files.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private record SlowNamer(LiveCell<NameTree<Name>> answer) implements Namer {
    @Override
    public Live<NameTree<Name>> lookup(Path path) {
      return answer;
    }
  }
}
