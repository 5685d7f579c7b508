package io.dtabd.serving;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Derived;
import io.dtabd.live.Live;
import io.dtabd.live.LiveMap;
import io.dtabd.live.ManualExecutor;
import io.dtabd.live.ManualTimer;
import io.dtabd.live.State;
import io.dtabd.naming.Addr;
import io.dtabd.naming.BoundName;
import io.dtabd.naming.Endpoint;
import io.dtabd.naming.Namer;
import io.dtabd.naming.Namers;
import io.dtabd.serving.memory.MemoryBudget;
import io.dtabd.store.InMemoryDtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store and a namer whose time passes by hand. Below {@code /#/t} every label is a name, with the
 * addresses that a test gave it.
 */
final class World {

  static final Namespace NS = new Namespace("internal");
  static final Duration LINGER = Duration.ofMinutes(10);
  static final Questions.Limits ROOMY = new Questions.Limits(100_000, 50_000, 1_000_000);

  /** The dtab, as one line; nothing while there is none. */
  static final Format<Optional<VersionedDtab>> DTAB =
      state ->
          state instanceof State.Ok<Optional<VersionedDtab>>(var dtab) && dtab.isEmpty()
              ? State.pending()
              : state.map(dtab -> bytes(dtab.orElseThrow().dtab().show()));

  /** The ids of a tree. */
  static final Format<NameTree<BoundName>> TREE =
      state -> state.map(tree -> bytes(tree.map(bound -> bound.id().show()).toString()));

  final ManualTimer timer = new ManualTimer();
  final ManualExecutor executor = new ManualExecutor();
  final InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
  final InMemoryDtabStore store = new InMemoryDtabStore(Map.of(), clock);
  final LiveMap<String, Addr> addresses = new LiveMap<>(State.ok(new Addr.Neg()));
  final AtomicInteger lookups = new AtomicInteger();
  final Derived.Setting setting;
  final Tables tables;
  final Questions questions;
  final Watchers watchers = new Watchers(clock);
  final Propagation propagation;

  World() {
    this(ROOMY);
  }

  World(Questions.Limits limits) {
    this(limits, Optional.empty());
  }

  World(MemoryBudget memory) {
    this(ROOMY, Optional.empty(), memory);
  }

  /**
   * @param other instead of the executor that is moved by hand
   */
  World(Questions.Limits limits, Optional<Executor> other) {
    this(limits, other, MemoryBudget.ofThisProcess());
  }

  private World(Questions.Limits limits, Optional<Executor> other, MemoryBudget memory) {
    setting = new Derived.Setting(other.orElse(executor), timer, LINGER, Duration.ofSeconds(1));
    tables = new Tables(store, setting, clock);
    questions =
        new Questions(
            store,
            tables,
            new Namers(Map.of(Namers.prefix(Path.read("/t")), this::lookup), _ -> NEG),
            setting,
            limits,
            memory);
    propagation = new Propagation(store, tables, watchers);
  }

  private static final Live<NameTree<Namer.Name>> NEG = Live.constant(State.ok(NameTree.neg()));

  private Live<NameTree<Namer.Name>> lookup(Path path) {
    lookups.incrementAndGet();
    return path.size() < 3
        ? NEG
        : Live.constant(
            State.ok(
                NameTree.leaf(
                    new Namer.Name.Settled(
                        path.take(3), path.drop(3), addresses.get(path.label(2).show())))));
  }

  Version put(String dtab) {
    return put(NS, dtab);
  }

  /** Writes a dtab, and lets nothing else happen. */
  Version put(Namespace namespace, String dtab) {
    try {
      return store.put(namespace, Dtab.read(dtab));
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  void delete() {
    try {
      store.delete(NS);
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  SharedAnswer<NameTree<BoundName>> bind(String path) {
    return questions.bind(NS, Path.read(path), Dtab.EMPTY);
  }

  /** A watcher that is in the register and reads a feed as sockets do. */
  <T> TestWatcher watch(SharedAnswer<T> answer, Format<T> format) {
    return watch(Protocol.HTTP, answer, format);
  }

  <T> TestWatcher watch(Protocol protocol, SharedAnswer<T> answer, Format<T> format) {
    return new TestWatcher(this, protocol, answer.question(), answer.feed(format));
  }

  static Addr address(int port) {
    return new Addr.Bound(Set.of(new Endpoint(InetAddress.getLoopbackAddress(), port)));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
