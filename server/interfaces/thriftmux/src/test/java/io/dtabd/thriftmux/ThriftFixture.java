package io.dtabd.thriftmux;

import io.dtabd.config.Limits;
import io.dtabd.config.SocketOptions;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
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
import io.dtabd.testing.servers.RawMux;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The thriftmux interface on a port of its own, over a store in memory and a folder of files. */
public final class ThriftFixture implements AutoCloseable {

  /** For what comes, on however busy a machine. */
  private static final Duration LONG = Duration.ofMinutes(2);

  private final EventLoops loops = new EventLoops(EventLoops.Transport.best(), 1);
  private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final LiveCell<NameTree<Namer.Name>> slowNamer = LiveCell.pending();
  private final Map<Refusal, AtomicInteger> refusals = new ConcurrentHashMap<>();
  private final AtomicLong nanos = new AtomicLong();
  private final InMemoryDtabStore store;
  private final FsNamer files;
  private final Watchers watchers;
  private final Propagation propagation;
  private final Questions questions;
  private final Listener listener;
  private final ThriftProtocol protocol;

  ThriftFixture(java.nio.file.Path disco, Map<String, String> dtabs) throws IOException {
    this(disco, dtabs, Limits.DEFAULT, Optional.empty());
  }

  /**
   * @param disco filled with the addresses of the recorded namerd
   */
  ThriftFixture(
      java.nio.file.Path disco,
      Map<String, String> dtabs,
      Limits limits,
      Optional<ReloadingTls> tls)
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
    var parsed = new HashMap<Namespace, Dtab>();
    dtabs.forEach((namespace, dtab) -> parsed.put(new Namespace(namespace), Dtab.read(dtab)));
    store = new InMemoryDtabStore(parsed, clock);
    var tables = new Tables(store, setting, clock);
    questions = new Questions(store, tables, namers, setting, Questions.Limits.DEFAULT);
    watchers = new Watchers(clock);
    propagation = new Propagation(store, tables, watchers);
    protocol =
        new ThriftProtocol(
            new Serving(questions, new Delegations(store, namers, setting), watchers, LONG),
            limits,
            Timeouts.of(limits, SocketOptions.DEFAULT),
            new Counts(),
            nanos::get);
    listener =
        Listener.open(
            loops,
            new Listener.Options(
                "thrift",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                SocketOptions.DEFAULT,
                1_000,
                tls),
            protocol);
  }

  static ThriftFixture of(java.nio.file.Path disco, String internal) {
    try {
      return new ThriftFixture(disco, Map.of("internal", internal));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawMux client() throws IOException {
    return RawMux.connect(address());
  }

  InetSocketAddress address() {
    return listener.address();
  }

  Listener listener() {
    return listener;
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

  /** Time goes by, as it does not by itself. */
  void skip(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  int refused(Refusal reason) {
    AtomicInteger count = refusals.get(reason);
    return count == null ? 0 : count.get();
  }

  /** How many watches there are, and calls that are open on their behalf. */
  long places() {
    return protocol.places().taken();
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
      listener.close(Duration.ZERO);
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

  private final class Counts implements ThriftMetrics {
    @Override
    public void refused(Refusal reason) {
      refusals.computeIfAbsent(reason, _ -> new AtomicInteger()).incrementAndGet();
    }
  }

  private record SlowNamer(LiveCell<NameTree<Name>> answer) implements Namer {
    @Override
    public Live<NameTree<Name>> lookup(Path path) {
      return answer;
    }
  }
}
