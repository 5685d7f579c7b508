package io.dtabd.net;

import io.dtabd.serving.memory.MemoryBudget;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one listener on one event loop. Only that loop touches it. While there are
 * any, each gets a tick four times a second: one timer for all, since for 15,000 idle connections a
 * timer each would be a good part of their memory.
 */
final class ConnectionTable {

  static final Duration TICK = Duration.ofMillis(250);

  private final EventLoop loop;
  private final ConnectionLimit connectionLimit;
  private final MemoryBudget memory;
  private final LongSupplier nanoClock;
  private final ArrayList<Connection> connections = new ArrayList<>();
  private @Nullable Future<?> ticking;
  private boolean draining;

  ConnectionTable(
      EventLoop loop,
      ConnectionLimit connectionLimit,
      MemoryBudget memory,
      LongSupplier nanoClock) {
    this.loop = loop;
    this.connectionLimit = connectionLimit;
    this.memory = memory;
    this.nanoClock = nanoClock;
  }

  MemoryBudget memory() {
    return memory;
  }

  /** False if there is no place for one more. */
  boolean add(Connection connection) {
    if (!connectionLimit.take()) {
      return false;
    }
    connection.slot = connections.size();
    connections.add(connection);
    if (ticking == null) {
      long period = TICK.toMillis();
      ticking = loop.scheduleWithFixedDelay(this::tick, period, period, TimeUnit.MILLISECONDS);
    }
    if (draining) {
      connection.drain();
    }
    return true;
  }

  /** {@code next} takes the place of {@code before}, which passes a call to drain on by itself. */
  void replace(Connection before, Connection next) {
    next.table = this;
    next.slot = before.slot;
    before.slot = -1;
    if (next.slot >= 0) {
      connections.set(next.slot, next);
    }
  }

  void remove(Connection connection) {
    int slot = connection.slot;
    connection.slot = -1;
    Connection last = connections.removeLast();
    if (last != connection) {
      connections.set(slot, last);
      last.slot = slot;
    }
    if (connections.isEmpty() && ticking != null) {
      ticking.cancel(false);
      ticking = null;
    }
    connectionLimit.leave();
  }

  /** In the loop: those that are here, and all that still come, drain. */
  void drain() {
    loop.execute(
        () -> {
          draining = true;
          forEach(Connection::drain);
        });
  }

  void abort() {
    loop.execute(() -> forEach(Connection::abort));
  }

  private void tick() {
    long nanos = nanoClock.getAsLong();
    forEach(connection -> connection.tick(nanos));
  }

  /** From the end: the action may remove the connection, which moves the last one into its slot. */
  private void forEach(Consumer<Connection> action) {
    for (int i = connections.size() - 1; i >= 0; i--) {
      if (i < connections.size()) {
        action.accept(connections.get(i));
      }
    }
  }
}
