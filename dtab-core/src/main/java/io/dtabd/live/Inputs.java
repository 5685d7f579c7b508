package io.dtabd.live;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one computation of a derived value has read: each live value with the state it had and the
 * subscription to its next change. Does not change once the computation is done, so that any thread
 * may ask {@link #moved}.
 */
final class Inputs {

  /** Of a derived value that has not been computed since it was started. */
  static final Inputs UNKNOWN = new Inputs(Map.of(), Map.of());

  private record Input(Subscription subscription, State<?> seen) {}

  private final Map<Live<?>, Input> inputs;
  private final Map<Live<?>, Wait> waits;

  private Inputs(Map<Live<?>, Input> inputs, Map<Live<?>, Wait> waits) {
    this.inputs = inputs;
    this.waits = waits;
  }

  /** Whether anything read has another state now than it had. */
  boolean moved() {
    if (this == UNKNOWN) {
      return true;
    }
    for (var entry : inputs.entrySet()) {
      State<?> seen = entry.getValue().seen();
      State<?> now = entry.getKey().now();
      if (seen != now && !seen.equals(now)) {
        return true;
      }
    }
    return false;
  }

  void close() {
    inputs.values().forEach(input -> input.subscription().close());
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

    private final Map<Live<?>, Input> inputs = new HashMap<>();
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
      Input known = inputs.get(live);
      if (known != null) {
        return (State<A>) known.seen();
      }
      Input last = before.inputs.get(live);
      Subscription subscription = last == null ? live.observe(onChange) : last.subscription();
      // Noted before it is read, so that it is let go of even if reading fails.
      inputs.put(live, new Input(subscription, State.pending()));
      State<A> now = live.now();
      inputs.put(live, new Input(subscription, now));
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
      before.inputs.forEach(
          (live, input) -> {
            if (!inputs.containsKey(live)) {
              input.subscription().close();
            }
          });
      before.waits.forEach(
          (live, wait) -> {
            if (!waits.containsKey(live)) {
              wait.cancel();
            }
          });
      return new Inputs(inputs, waits);
    }
  }
}
