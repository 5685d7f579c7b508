package io.dtabd.store.tests;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.Revision;
import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.VersionedDtab;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Clients that count together in one namespace: each reads the number, and writes the next one by
 * compare-and-swap, through any of the stores, whatever happens to them. What was acknowledged must
 * be in the final number, each exactly once.
 */
public final class Counting implements AutoCloseable {

  /** Where they count. */
  public static final Namespace NAMESPACE = new Namespace("count");

  private static final String TEXT = "/count => /";

  /** What came of it. */
  public record Tally(long acknowledged, long unknown, long refused, long overtaken) {

    @Override
    public String toString() {
      return "%,d increments acknowledged, %,d unknown, %,d refused, %,d overtaken"
          .formatted(acknowledged, unknown, refused, overtaken);
    }
  }

  private final List<? extends Supplier<DtabStore>> stores;
  private final List<Thread> threads = new ArrayList<>();
  private final Set<Long> acknowledged = new HashSet<>();
  private final List<String> faults = new ArrayList<>();
  private final LongAdder unknown = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder overtaken = new LongAdder();
  private volatile boolean stopping;

  /**
   * Begins.
   *
   * @param stores that share a backend; asked for anew before each use, as replicas come and go.
   *     The namespace must not be there
   */
  public Counting(List<? extends Supplier<DtabStore>> stores, int clients) throws StoreException {
    this.stores = stores;
    stores.getFirst().get().create(NAMESPACE, number(0));
    for (int i = 0; i < clients; i++) {
      threads.add(Thread.startVirtualThread(this::count));
    }
  }

  /** How many have been acknowledged so far. */
  public long acknowledged() {
    synchronized (acknowledged) {
      return acknowledged.size();
    }
  }

  /** How many have failed so far, whether done or not. */
  public long failed() {
    return unknown.sum() + refused.sum();
  }

  /** Tells when a live value goes back, or is lost, from now on. */
  public Subscription check(DtabStore store) {
    long[] last = {-1};
    var live = store.dtab(NAMESPACE);
    return live.observe(
        () -> {
          switch (live.now()) {
            case State.Ok<Optional<VersionedDtab>>(var dtab) -> {
              long now = dtab.map(it -> number(it.dtab())).orElse(-1L);
              if (now < last[0]) {
                fault("a live value went back from " + last[0] + " to " + now);
              }
              last[0] = now;
            }
            case State.Failed<Optional<VersionedDtab>>(var reason) -> fault("failed: " + reason);
            case State.Pending<Optional<VersionedDtab>> _ -> fault("a live value is pending again");
          }
        });
  }

  private void count() {
    while (!stopping) {
      DtabStore store = stores.get(ThreadLocalRandom.current().nextInt(stores.size())).get();
      try {
        increment(store);
      } catch (StoreException.VersionMismatch e) {
        overtaken.increment();
      } catch (StoreException.Unavailable e) {
        (e.outcome() == Outcome.UNKNOWN ? unknown : refused).increment();
        breathe();
      } catch (StoreException.Forbidden e) {
        // An API server that has just begun forbids everything until it has read who may do what.
        refused.increment();
        breathe();
      } catch (StoreException | RuntimeException e) {
        fault(e.toString());
        return;
      }
    }
  }

  private void increment(DtabStore store) throws StoreException {
    Optional<VersionedDtab> before;
    try {
      before = store.read(NAMESPACE);
    } catch (StoreException.Unavailable e) {
      breathe();
      return;
    }
    if (before.isEmpty()) {
      fault("the namespace is gone");
      return;
    }
    long next = number(before.get().dtab()) + 1;
    store.update(NAMESPACE, number(next), before.get().version());
    synchronized (acknowledged) {
      if (!acknowledged.add(next)) {
        fault("the step to " + next + " was acknowledged twice");
      }
    }
  }

  /** A store that refuses at once must not be asked a million times. */
  private static void breathe() {
    try {
      TimeUnit.MILLISECONDS.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void fault(String what) {
    synchronized (faults) {
      faults.add(what);
    }
  }

  /**
   * Ends the counting and compares.
   *
   * @param store that reaches the backend
   * @throws AssertionError if an increment was lost, or done twice, or a live value went wrong
   */
  public Tally finish(DtabStore store) throws StoreException, InterruptedException {
    close();
    for (Thread thread : threads) {
      thread.join();
    }
    var tally = new Tally(acknowledged(), unknown.sum(), refused.sum(), overtaken.sum());
    long reached = number(store.read(NAMESPACE).orElseThrow().dtab());
    if (reached < tally.acknowledged() || reached > tally.acknowledged() + tally.unknown()) {
      fault("the count is " + reached + " after " + tally);
    }
    List<Revision> history = store.history(NAMESPACE);
    for (int i = 0; i < history.size(); i++) {
      long number = number(history.get(i).dtab().orElseThrow());
      if (number != reached - i) {
        fault("the history has " + number + " in place of " + (reached - i));
      }
    }
    synchronized (faults) {
      if (!faults.isEmpty()) {
        throw new AssertionError(String.join("\n", faults.subList(0, Math.min(20, faults.size()))));
      }
    }
    return tally;
  }

  private static Dtab number(long number) {
    return Dtab.read(TEXT + number);
  }

  private static long number(Dtab dtab) {
    return Long.parseLong(dtab.show().substring(TEXT.replace(" ", "").length()).strip());
  }

  @Override
  public void close() {
    stopping = true;
  }
}
