package io.dtabd.live;

import static java.lang.System.Logger.Level.ERROR;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A live value computed from others. The computation is run again when one of those that it read
 * the last time changes, and observers are told only if the result differs.
 *
 * <p>It works only while it is needed: while someone observes it. For a linger time after that, or
 * after it was read, it keeps what it depends on, so that the next reader finds that ready. {@link
 * #now} never gives a state older than what it is computed from, at any depth: it looks whether
 * something has changed that was not yet taken in, and if so computes in the caller's thread.
 * {@link #last} is for those who must not.
 *
 * <p>Inside: computations run one at a time, under {@code computing}. {@code stale} is raised by
 * any change and lowered before computing, so a change during a computation leads to another one;
 * live values are observed before they are read. Observers are told by the executor's threads
 * alone, with no lock held: never by a reader, who may be in the middle of another computation.
 *
 * <p>Locks are taken in one order: demand, then computing, then those of what is read. A derived
 * value that reads itself, through others or not, breaks that order and must not be made.
 */
public final class Derived<T> implements Live<T> {

  /** What a computation reads through, so that it is known what it depends on. */
  public interface Reads {

    /**
     * The present state of {@code live}, whose next change will run the computation again. Within
     * one computation it is the same each time.
     */
    <A> State<A> read(Live<A> live);

    /**
     * Whether a computation that would rather wait for something pending than leave it out may do
     * so, by giving {@link State#pending}. It may while anything pending that it has read is so for
     * less than the settle time; then it has to make do.
     */
    boolean mayWait();
  }

  /** A function of what it reads, without other effects. One that throws is a failed state. */
  @FunctionalInterface
  public interface Computation<T> {
    State<T> compute(Reads reads);
  }

  /**
   * Where and when derived values are computed.
   *
   * @param executor runs the computations that follow a change, and tells the observers; once it is
   *     shut down nobody is told any more, and reading goes on
   * @param linger how long one that nobody needs holds on to what it depends on, at least; twice as
   *     long at most
   * @param settle how long a computation may wait for one thing that is pending
   */
  public record Setting(Executor executor, Timer timer, Duration linger, Duration settle) {}

  private static final System.Logger log = System.getLogger(Derived.class.getName());

  private final Computation<T> computation;
  private final Setting setting;
  private final Demand demand;
  private final Observers observers = new Observers();

  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile boolean stale = true;
  private volatile boolean untold;
  private volatile State<T> state = State.pending();

  private final ReentrantLock computing = new ReentrantLock();

  /**
   * Of the computation that gave {@code state}. Set after it, so that who finds the inputs unmoved
   * and then reads the state cannot get an older one.
   */
  private volatile Inputs inputs = Inputs.UNKNOWN;

  private volatile boolean running;

  public Derived(Setting setting, Computation<T> computation) {
    this.computation = computation;
    this.setting = setting;
    this.demand = new Demand(this::start, this::stop, setting.linger(), setting.timer());
  }

  @Override
  public State<T> now() {
    if (computing.isHeldByCurrentThread()) {
      throw new IllegalStateException("a derived value was read by its own computation");
    }
    Subscription hold = demand.hold(); // so that it is not stopped before the state is read
    try {
      refresh();
      workLater();
      return state;
    } finally {
      hold.close();
    }
  }

  @Override
  public Subscription observe(Runnable onChange) {
    Subscription hold = demand.hold();
    Subscription observer = observers.add(onChange);
    workLater();
    return () -> {
      observer.close();
      hold.close();
    };
  }

  /**
   * The last state computed, however old, and pending if there is none; takes no time and no lock.
   * For those who observe it.
   */
  public State<T> last() {
    return state;
  }

  /** Whether {@link #now} would compute nothing. A moment later it may. */
  public boolean isCurrent() {
    return running && !outdated();
  }

  /** Lets go of everything at once if nobody observes it. Says whether it did. */
  public boolean releaseIfIdle() {
    return demand.stopIfIdle();
  }

  private void inputChanged() {
    stale = true;
    inputs.forgetStates();
    workLater();
  }

  private void workLater() {
    // What nobody observes is computed when it is read: a change may find many that only linger.
    boolean toDo = untold || (stale && !observers.isEmpty());
    if (toDo && running && scheduled.compareAndSet(false, true)) {
      try {
        setting.executor().execute(this::work);
      } catch (RejectedExecutionException e) {
        scheduled.set(false); // shut down: those who read still compute
      }
    }
  }

  /** One at a time, so that a slow computation occupies one thread of the executor. */
  private void work() {
    // An executor that runs things at once can come here from within a computation. Whoever runs
    // that one looks afterwards whether there is more to do.
    boolean nested = computing.isHeldByCurrentThread();
    try {
      if (!nested) {
        refresh();
        if (untold) {
          untold = false;
          observers.changed();
        }
      }
    } finally {
      scheduled.set(false);
    }
    if (!nested) {
      workLater();
    }
  }

  private void refresh() {
    if (outdated()) {
      computing.lock();
      try {
        if (running && outdated()) {
          compute();
        }
      } finally {
        computing.unlock();
      }
    }
  }

  private boolean outdated() {
    return stale || inputs.moved();
  }

  private void compute() {
    stale = false;
    var reads = new Inputs.Recorder(inputs, setting, this::inputChanged);
    State<T> next;
    try {
      next = computation.compute(reads);
    } catch (Throwable e) { // errors too: it must go on, and with what it has observed so far
      log.log(
          ERROR, "a computation has a bug; its result counts as failed until something changes", e);
      next = State.failed("internal error: " + e);
    }
    if (!next.equals(state)) {
      state = next;
      if (!observers.isEmpty()) { // who observes later than this, reads this state
        untold = true;
      }
    }
    inputs = reads.done();
    if (stale) { // a change came while it was computed, and found only the inputs before
      inputs.forgetStates();
    }
  }

  private void start() {
    running = true;
  }

  private void stop() {
    computing.lock();
    try {
      running = false;
      inputs.close();
      inputs = Inputs.UNKNOWN;
      state = State.pending();
      stale = true;
    } finally {
      computing.unlock();
    }
  }
}
