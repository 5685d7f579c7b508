package io.dtabd.bench.repeat;

import io.dtabd.bench.repeat.Options.Extent;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says which target is next. A number of repetitions is done target by target, so that results come
 * early; a time is shared among all, the one with the fewest repetitions first. No target runs
 * twice at the same time, since its tests may use the same files.
 */
final class Schedule {

  private final Extent extent;
  private final long begun = System.nanoTime();
  private final Map<Target, Integer> started = new LinkedHashMap<>();
  private final Map<Target, Integer> ended = new HashMap<>();
  private final Set<Target> running = new HashSet<>();
  private boolean stopped;

  Schedule(Collection<Target> targets, Extent extent) {
    this.extent = extent;
    targets.forEach(target -> started.put(target, 0));
  }

  /** Returns what a worker runs next, or nothing if it is not needed any more. */
  synchronized Optional<Target> next() {
    if (isOver()) {
      return Optional.empty();
    }
    var idle = started.keySet().stream().filter(target -> !running.contains(target));
    Optional<Target> next =
        switch (extent) {
          case Extent.Repetitions(int count) ->
              idle.filter(target -> count(target) < count).findFirst();
          case Extent.Time _ -> idle.min(Comparator.comparing(this::count));
        };
    next.ifPresent(
        target -> {
          running.add(target);
          started.merge(target, 1, Integer::sum);
        });
    return next;
  }

  /** Takes back what {@link #next} gave, and says whether that was the last of this target. */
  synchronized boolean ended(Target target) {
    running.remove(target);
    int count = ended.merge(target, 1, Integer::sum);
    return switch (extent) {
      case Extent.Repetitions(int all) -> count == all || isOver();
      case Extent.Time _ -> isOver();
    };
  }

  synchronized List<Target> running() {
    return List.copyOf(running);
  }

  synchronized void stop() {
    stopped = true;
  }

  private int count(Target target) {
    return started.getOrDefault(target, 0);
  }

  private boolean isOver() {
    Duration most = extent instanceof Extent.Time(Duration time) ? time : Options.LONGEST;
    return stopped || System.nanoTime() - begun >= most.toNanos();
  }
}
