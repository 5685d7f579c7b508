package io.dtabd.testing.servers;

import io.dtabd.config.SocketOptions;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Derived;
import io.dtabd.live.LiveCell;
import io.dtabd.live.State;
import io.dtabd.live.Timer;
import io.dtabd.naming.Addr;
import io.dtabd.naming.FsNamer;
import io.dtabd.naming.Hosts;
import io.dtabd.naming.Namer;
import io.dtabd.naming.Namers;
import io.dtabd.naming.SystemNamer;
import io.dtabd.net.EventLoops;
import io.dtabd.net.ListenException;
import io.dtabd.net.Listener;
import io.dtabd.net.ListeningPort;
import io.dtabd.net.ReloadingTls;
import io.dtabd.serving.Delegations;
import io.dtabd.serving.Propagation;
import io.dtabd.serving.Questions;
import io.dtabd.serving.Serving;
import io.dtabd.serving.Tables;
import io.dtabd.serving.Watchers;
import io.dtabd.serving.memory.MemoryBudget;
import io.dtabd.serving.preview.Previews;
import io.dtabd.store.CoalescedReads;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * All that stands behind an interface, put together as the program does it, over a store of the
 * test's: the test opens on it the interface that it is about. Namers are that of a folder, if the
 * test has one, and {@code /#/slow}, which answers nothing until the test says what.
 */
public final class World implements AutoCloseable {

  /** For what comes, on however busy a machine. */
  public static final Duration LONG = Duration.ofMinutes(2);

  /** Longer than any test: nothing is forgotten between two looks at it. */
  private static final Duration LINGER = Duration.ofMinutes(10);

  private static final int MAX_CONNECTIONS = 1_000;

  private static final Path FILES = Path.read("/#/io.l5d.fs");
  private static final Path SLOW = Path.read("/#/slow");

  /** Opens a port; {@link io.dtabd.net.Interface#open} is one. */
  @FunctionalInterface
  public interface Opening {
    ListeningPort open(EventLoops loops, Listener.Options options) throws ListenException;
  }

  private final InstantSource clock = InstantSource.system();
  private final MemoryBudget memory;
  private final EventLoops loops = new EventLoops(EventLoops.Transport.best(), 1);
  private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor();
  private final Timer timer = Timer.on(clockwork);
  private final LiveCell<NameTree<Namer.Name>> slowNamer = LiveCell.pending();
  private final LiveCell<Addr> slowAddr = LiveCell.pending();
  private final List<ListeningPort> ports = new ArrayList<>();
  private final Optional<FsNamer> files;
  private final DtabStore store;
  private final Namers namers;
  private final Serving serving;
  private final Propagation propagation;
  private final Previews previews;

  World(WorldBuilder parts) {
    memory = parts.memory;
    var setting = new Derived.Setting(work, timer, LINGER, parts.settleTime);
    var hosts = new Hosts(InetAddress::getAllByName, work, timer, clock, Hosts.Pace.DEFAULT);
    files = parts.files.map(folder -> watch(folder, hosts, setting));
    var byPrefix = new HashMap<>(parts.namers);
    byPrefix.put(SLOW, _ -> slowNamer);
    files.ifPresent(namer -> byPrefix.put(FILES, namer));
    namers = new Namers(byPrefix, new SystemNamer(hosts));
    store = new CoalescedReads(parts.store);
    var tables = new Tables(store, setting, clock);
    var watchers = new Watchers(clock);
    serving =
        new Serving(
            new Questions(store, tables, namers, setting, Questions.Limits.DEFAULT, memory),
            new Delegations(store, namers, setting),
            watchers,
            parts.answerLimit);
    propagation = new Propagation(store, tables, watchers);
    previews = new Previews(store, watchers, namers, setting, work, parts.previewTime);
  }

  private FsNamer watch(java.nio.file.Path folder, Hosts hosts, Derived.Setting setting) {
    try {
      return FsNamer.watch(FILES, folder, hosts, clock, setting);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static WorldBuilder builder() {
    return new WorldBuilder();
  }

  /**
   * Opens an interface on a free port of the loopback; it is closed with the rest.
   *
   * @param name the listener's, for logs and metrics
   */
  public ListeningPort open(String name, Opening served) {
    return open(name, served, MAX_CONNECTIONS, Optional.empty());
  }

  public ListeningPort open(String name, Opening served, Optional<ReloadingTls> tls) {
    return open(name, served, MAX_CONNECTIONS, tls);
  }

  public ListeningPort open(
      String name, Opening served, int maxConnections, Optional<ReloadingTls> tls) {
    try {
      ListeningPort port =
          served.open(
              loops,
              new Listener.Options(
                  name,
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                  SocketOptions.DEFAULT,
                  maxConnections,
                  tls,
                  memory));
      ports.add(port);
      return port;
    } catch (ListenException e) {
      close();
      throw new UncheckedIOException(e);
    }
  }

  /** The store of the test, as the program shares it. */
  public DtabStore store() {
    return store;
  }

  public InstantSource clock() {
    return clock;
  }

  public Timer timer() {
    return timer;
  }

  public Namers namers() {
    return namers;
  }

  public Serving serving() {
    return serving;
  }

  public Questions questions() {
    return serving.questions();
  }

  public Watchers watchers() {
    return serving.watchers();
  }

  public Propagation propagation() {
    return propagation;
  }

  public Previews previews() {
    return previews;
  }

  /** What the namer at {@code /#/slow} answers, which is nothing until it is set. */
  public LiveCell<NameTree<Namer.Name>> slowNamer() {
    return slowNamer;
  }

  /** Makes {@code /#/slow} known, as one name whose addresses are not known until they are set. */
  public LiveCell<Addr> slowAddr() {
    slowNamer.set(
        State.ok(
            NameTree.leaf(new Namer.Name.Settled(Path.read("/#/slow/a"), Path.EMPTY, slowAddr))));
    return slowAddr;
  }

  public void put(String namespace, String dtab) throws StoreException {
    store.put(new Namespace(namespace), Dtab.read(dtab));
  }

  public void delete(String namespace) throws StoreException {
    store.delete(new Namespace(namespace));
  }

  /** The newest listener first, and what all of them need last. */
  @Override
  public void close() {
    try {
      for (ListeningPort port : ports.reversed()) {
        port.close(Duration.ZERO);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    files.ifPresent(World::close);
    loops.close();
    store.close();
    clockwork.shutdownNow();
    work.shutdownNow();
  }

  private static void close(FsNamer files) {
    try {
      files.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
