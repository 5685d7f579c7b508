package io.dtabd.store.etcd;

import io.dtabd.store.StoreException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Reads that many ask for at the same time. Whoever asks while a read is on its way must not share
 * that one, which may have looked before a write that they know of; all of them share the next.
 */
final class SharedReads<K, V> {

  /** Asks the store itself. */
  interface Read<K, V> {
    V read(K key) throws StoreException;
  }

  private final Read<K, V> store;
  private final Map<K, Lane> lanes = new HashMap<>();

  SharedReads(Read<K, V> store) {
    this.store = store;
  }

  /** What the store held at some moment after this was called. */
  V read(K key) throws StoreException, InterruptedException {
    Turn turn;
    synchronized (lanes) {
      Lane lane = lanes.computeIfAbsent(key, _ -> new Lane());
      if (lane.next.isPresent()) {
        turn = lane.next.get();
      } else {
        turn = new Turn(lane.running);
        lane.next = Optional.of(turn);
      }
      turn.sharers++;
    }
    turn.take(key);
    return turn.answer();
  }

  /** How many share the next read of {@code key}, which has not begun. */
  int gathered(K key) {
    synchronized (lanes) {
      Lane lane = lanes.get(key);
      return lane == null ? 0 : lane.next.map(turn -> turn.sharers).orElse(0);
    }
  }

  /** The reads of one key: one on its way, one that waits for it. */
  private final class Lane {
    private Optional<Turn> running = Optional.empty();
    private Optional<Turn> next = Optional.empty();
  }

  private final class Turn {
    /** Forgotten when it has ended, or each would keep all before it. */
    private volatile Optional<Turn> before;

    private final CountDownLatch done = new CountDownLatch(1);

    /** Guarded by {@code lanes}. */
    private int sharers;

    private boolean begun;
    private Optional<Outcome<V>> outcome = Optional.empty();

    Turn(Optional<Turn> before) {
      this.before = before;
    }

    /** Whoever comes first after the turn before this has ended does it for all. */
    void take(K key) throws InterruptedException {
      Optional<Turn> earlier = before;
      if (earlier.isPresent()) {
        earlier.get().done.await();
      }
      synchronized (lanes) {
        if (begun) {
          return;
        }
        begun = true;
        before = Optional.empty();
        Lane lane = lanes.computeIfAbsent(key, _ -> new Lane());
        lane.running = Optional.of(this);
        lane.next = Optional.empty();
      }
      try {
        outcome = Optional.of(new Outcome.Answer<>(store.read(key)));
      } catch (StoreException e) {
        outcome = Optional.of(new Outcome.Failure<>(e));
      } finally {
        synchronized (lanes) {
          Lane lane = lanes.computeIfAbsent(key, _ -> new Lane());
          lane.running = Optional.empty();
          if (lane.next.isEmpty()) {
            lanes.remove(key);
          }
        }
        done.countDown();
      }
    }

    V answer() throws StoreException, InterruptedException {
      done.await();
      return switch (outcome.orElseThrow()) {
        case Outcome.Answer<V>(var value) -> value;
        case Outcome.Failure<V>(var failure) -> throw failure;
      };
    }
  }

  private sealed interface Outcome<V> {
    record Answer<V>(V value) implements Outcome<V> {}

    record Failure<V>(StoreException failure) implements Outcome<V> {}
  }
}
