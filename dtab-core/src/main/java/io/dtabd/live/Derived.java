package io.dtabd.live;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A live value computed from others. The computation is run again when one of those that it read
 * the last time changes, and observers are told only if the result differs.
 *
 * <p>It works only while it is needed: while someone observes it, and for a linger time after that
 * or after it was read. {@link #now} never gives a state older than what it is computed from: if
 * something has changed that was not yet taken in, it is taken in first, in the caller's thread.
 * (That reaches one level deep: a derived value that reads a derived value hears of a change when
 * that one was computed again.)
 *
 * <p>Inside: {@code stale} is raised by any change (or when not running) and lowered before
 * computing, so a change during a computation leads to another one. Live values are observed before
 * they are read. Computations run one at a time, under {@code computing}; observers are told
 * outside of it.
 */
public final class Derived<T> implements Live<T> {

  /** What a computation reads through, so that it is known what it depends on. */
  public interface Reads {

    /** The present state of {@code live}, whose next change will run the computation again. */
    <A> State<A> read(Live<A> live);

    /**
     * Whether a computation that would rather wait for something pending than leave it out may do
     * so, by giving {@link State#pending}. It may while anything pending that it has read is so for
     * less than the settle time; then it has to make do.
     */
    boolean mayWait();
  }

  /** A function of what it reads, without other effects. */
  @FunctionalInterface
  public interface Computation<T> {
    State<T> compute(Reads reads);
  }

  /**
   * Where and when derived values are computed.
   *
   * @param executor runs the computations that follow a change
   * @param linger how long one that nobody needs is kept up to date
   * @param settle how long a computation may wait for one thing that is pending
   */
  public record Setting(Executor executor, Timer timer, Duration linger, Duration settle) {}

  private final Computation<T> computation;
  private final Setting setting;
  private final Demand demand;
  private final Observers observers = new Observers();

  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile boolean stale = true;
  private volatile State<T> state = State.pending();

  private final ReentrantLock computing = new ReentrantLock();
  private Map<Live<?>, Subscription> inputs = new HashMap<>();
  private Map<Live<?>, Wait> waits = new HashMap<>();
  private boolean running;

  public Derived(Setting setting, Computation<T> computation) {
    this.computation = computation;
    this.setting = setting;
    this.demand = new Demand(this::start, this::stop, setting.linger(), setting.timer());
  }

  @Override
  public State<T> now() {
    demand.touch();
    return refreshed();
  }

  @Override
  public Subscription observe(Runnable onChange) {
    Subscription observer = observers.add(onChange);
    Subscription hold = demand.hold();
    refreshLater();
    return () -> {
      observer.close();
      hold.close();
    };
  }

  /**
   * The last state computed, however old; takes no time and no lock. For those who were just told.
   */
  public State<T> last() {
    return state;
  }

  /** Lets go of everything at once if nobody observes it. Says whether it did. */
  public boolean releaseIfIdle() {
    return demand.stopIfIdle();
  }

  private State<T> refreshed() {
    if (stale) {
      boolean changed = false;
      computing.lock();
      try {
        while (stale && running) {
          changed |= compute();
        }
      } finally {
        computing.unlock();
      }
      if (changed) {
        observers.changed();
      }
    }
    return state;
  }

  private boolean compute() {
    stale = false;
    var reads = new Recorder(inputs, waits);
    State<T> next;
    try {
      next = computation.compute(reads);
    } catch (RuntimeException e) {
      next = State.failed(String.valueOf(e.getMessage()));
    }
    inputs.values().forEach(Subscription::close);
    inputs = reads.used;
    waits.values().forEach(Wait::cancel);
    waits = reads.waits;
    boolean differs = !next.equals(state);
    state = next;
    return differs;
  }

  /**
   * How long something pending has been waited for: from the first computation that would wait for
   * it.
   */
  private final class Wait {
    private volatile boolean over;
    private final Subscription timer;

    Wait() {
      timer =
          setting
              .timer()
              .after(
                  setting.settle(),
                  () -> {
                    over = true;
                    inputChanged();
                  });
    }

    void cancel() {
      timer.close();
    }
  }

  private void inputChanged() {
    stale = true;
    refreshLater();
  }

  private void refreshLater() {
    if (stale && scheduled.compareAndSet(false, true)) {
      setting
          .executor()
          .execute(
              () -> {
                scheduled.set(false);
                refreshed();
              });
    }
  }

  private void start() {
    computing.lock();
    try {
      running = true;
    } finally {
      computing.unlock();
    }
  }

  private void stop() {
    computing.lock();
    try {
      running = false;
      inputs.values().forEach(Subscription::close);
      inputs = new HashMap<>();
      waits.values().forEach(Wait::cancel);
      waits = new HashMap<>();
      state = State.pending();
      stale = true;
    } finally {
      computing.unlock();
    }
  }

  /** Takes over from the last computation what this one needs again; the rest is then let go. */
  private final class Recorder implements Reads {

    private final Map<Live<?>, Subscription> usedBefore;
    private final Map<Live<?>, Wait> waitsBefore;
    private final Map<Live<?>, Subscription> used = new HashMap<>();
    private final Map<Live<?>, Wait> waits = new HashMap<>();
    private final Set<Live<?>> pending = new HashSet<>();

    Recorder(Map<Live<?>, Subscription> usedBefore, Map<Live<?>, Wait> waitsBefore) {
      this.usedBefore = usedBefore;
      this.waitsBefore = waitsBefore;
    }

    @Override
    public <A> State<A> read(Live<A> live) {
      if (!used.containsKey(live)) {
        Subscription known = usedBefore.remove(live);
        used.put(live, known == null ? live.observe(Derived.this::inputChanged) : known);
      }
      State<A> now = live.now();
      if (now instanceof State.Pending) {
        pending.add(live);
      }
      return now;
    }

    @Override
    public boolean mayWait() {
      boolean may = false;
      for (Live<?> live : pending) {
        Wait wait = waits.get(live);
        if (wait == null) {
          wait = waitsBefore.remove(live);
          if (wait == null) {
            wait = new Wait();
          }
          waits.put(live, wait);
        }
        may |= !wait.over;
      }
      return may;
    }
  }
}
