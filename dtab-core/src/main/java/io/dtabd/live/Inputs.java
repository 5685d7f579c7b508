package io.dtabd.live;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one computation of a derived value has read: each live value with the state it had and the
 * subscription to its next change. Any thread may ask {@link #moved} once the computation is done.
 */
final class Inputs {

  /** Of a derived value that has not been computed since it was started. */
  static final Inputs UNKNOWN = new Inputs(Map.of(), null, Map.of());

  private final Map<Live<?>, Subscription> subscriptions;

  /** Null if it does not matter any more, or was never known. */
  private volatile @Nullable Map<Live<?>, State<?>> seen;

  private final Map<Live<?>, Wait> waits;

  private Inputs(
      Map<Live<?>, Subscription> subscriptions,
      @Nullable Map<Live<?>, State<?>> seen,
      Map<Live<?>, Wait> waits) {
    this.subscriptions = subscriptions;
    this.seen = seen;
    this.waits = waits;
  }

  /** Whether anything read has another state now than it had. */
  boolean moved() {
    Map<Live<?>, State<?>> before = seen;
    if (before == null) {
      return true;
    }
    for (var entry : before.entrySet()) {
      State<?> then = entry.getValue();
      State<?> now = entry.getKey().now();
      if (then != now && !then.equals(now)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Lets go of the states, since one of them has changed. Thousands of values may linger, each
   * computed at another time; without this, each would keep the large table of its time in memory.
   */
  void forgetStates() {
    seen = null;
  }

  void close() {
    subscriptions.values().forEach(Subscription::close);
    waits.values().forEach(Wait::cancel);
  }

  /**
   * How long something pending has been waited for, from the first computation that would have
   * waited for it.
   */
  private static final class Wait {
    private final Subscription timer;
    private volatile boolean over;

    Wait(Derived.Setting setting, Runnable onOver) {
      timer =
          setting
              .timer()
              .after(
                  setting.settle(),
                  () -> {
                    over = true;
                    onOver.run();
                  });
    }

    void cancel() {
      timer.close();
    }
  }

  /**
   * Notes what a computation reads. Subscriptions and waits of the computation before are taken
   * over where they are needed again; {@link #done} lets go of the others.
   */
  static final class Recorder implements Derived.Reads {

    private final Inputs before;
    private final Derived.Setting setting;
    private final Runnable onChange;

    private final Map<Live<?>, Subscription> subscriptions = new HashMap<>();
    private final Map<Live<?>, State<?>> seen = new HashMap<>();
    private final Map<Live<?>, Wait> waits = new HashMap<>();
    private final Set<Live<?>> pending = new HashSet<>();

    Recorder(Inputs before, Derived.Setting setting, Runnable onChange) {
      this.before = before;
      this.setting = setting;
      this.onChange = onChange;
    }

    @Override
    @SuppressWarnings("unchecked") // the state under the key of a Live<A> was read from it
    public <A> State<A> read(Live<A> live) {
      State<?> known = seen.get(live);
      if (known != null) {
        return (State<A>) known;
      }
      Subscription last = before.subscriptions.get(live);
      // Noted before it is read, so that it is let go of even if reading fails.
      subscriptions.put(live, last == null ? live.observe(onChange) : last);
      seen.put(live, State.pending());
      State<A> now = live.now();
      seen.put(live, now);
      if (now instanceof State.Pending) {
        pending.add(live);
      }
      return now;
    }

    @Override
    public boolean mayWait() {
      boolean may = false;
      for (Live<?> live : pending) {
        may |= !waits.computeIfAbsent(live, this::waitFor).over;
      }
      return may;
    }

    private Wait waitFor(Live<?> live) {
      @Nullable Wait last = before.waits.get(live);
      return last == null ? new Wait(setting, onChange) : last;
    }

    /** The computation has ended. */
    Inputs done() {
      before.subscriptions.forEach(
          (live, subscription) -> {
            if (!subscriptions.containsKey(live)) {
              subscription.close();
            }
          });
      before.waits.forEach(
          (live, wait) -> {
            if (!waits.containsKey(live)) {
              wait.cancel();
            }
          });
      return new Inputs(subscriptions, seen, waits);
    }
  }
}
