package io.dtabd.bench.repeat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the repetitions of one target in one sitting came to. */
final class Tally {

  private final String name;
  private final List<Duration> times = new ArrayList<>();
  private int failures;
  private int skipped;
  private double loadAtStart = Double.NaN;
  private double loadAtEnd;
  private double mostLoad;

  Tally(String name) {
    this.name = name;
  }

  synchronized void add(Outcome outcome) {
    switch (outcome.verdict()) {
      case PASSED -> times.add(outcome.took());
      case FAILED -> {
        times.add(outcome.took());
        failures++;
      }
      case SKIPPED, NO_TESTS -> skipped++;
    }
  }

  /** Notes the load of a moment at which a repetition begins, runs or ends. */
  synchronized void see(double load) {
    if (Double.isNaN(loadAtStart)) {
      loadAtStart = load;
    }
    loadAtEnd = load;
    mostLoad = Math.max(mostLoad, load);
  }

  synchronized int runs() {
    return times.size() + skipped;
  }

  synchronized int failures() {
    return failures;
  }

  /** Returns what is kept of it in the log. */
  synchronized Entry entry(String time, String commit, String loadAskedFor) {
    List<Duration> sorted = times.stream().sorted().toList();
    return new Entry(
        time,
        commit,
        loadAskedFor,
        "%.1f,%.1f,%.1f".formatted(loadAtStart, loadAtEnd, mostLoad),
        times.size() + skipped,
        failures,
        skipped,
        sorted.isEmpty() ? Duration.ZERO : sorted.get((sorted.size() - 1) / 2),
        sorted.isEmpty() ? Duration.ZERO : sorted.getLast(),
        name);
  }
}
