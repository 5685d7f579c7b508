package io.dtabd.bench.repeat;

import static java.util.Objects.requireNonNull;

import io.dtabd.bench.repeat.Options.AfterFailure;
import io.dtabd.bench.repeat.Outcome.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The repetitions of one call, and what they came to. */
final class Sitting {

  private static final int LOAD_SECONDS = 5;

  private final Options options;
  private final Map<Path, TestJvm> jvms;
  private final Path folder;
  private final History history;
  private final String commit;
  private final Map<Target, Tally> tallies = new LinkedHashMap<>();
  private final Schedule schedule;
  private boolean over;

  Sitting(
      Options options,
      Collection<Target> targets,
      Map<Path, TestJvm> jvms,
      Path folder,
      History history,
      String commit) {
    this.options = options;
    this.jvms = jvms;
    this.folder = folder;
    this.history = history;
    this.commit = commit;
    targets.forEach(target -> tallies.put(target, new Tally(target.name())));
    this.schedule = new Schedule(targets, options.extent());
  }

  /** Returns how many repetitions failed. */
  int run() throws IOException, InterruptedException {
    // When this process is told to end, what is done so far still counts.
    Runtime.getRuntime().addShutdownHook(new Thread(this::conclude));
    try (Load _ = Load.of(options.load(), Options.LONGEST);
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        ExecutorService workers = Executors.newCachedThreadPool()) {
      Future<?> _ =
          clock.scheduleAtFixedRate(this::seeLoad, LOAD_SECONDS, LOAD_SECONDS, TimeUnit.SECONDS);
      var working = new ArrayList<Future<?>>();
      for (int i = 0; i < Math.min(options.parallel(), tallies.size()); i++) {
        working.add(
            workers.submit(
                () -> {
                  work();
                  return true;
                }));
      }
      for (Future<?> worker : working) {
        worker.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Unusable unusable) {
        throw unusable;
      }
      throw new IOException(e.getCause());
    }
    conclude();
    return tallies.values().stream().mapToInt(Tally::failures).sum();
  }

  private void work() throws IOException, InterruptedException {
    try {
      for (Optional<Target> next = schedule.next(); next.isPresent(); next = schedule.next()) {
        Target target = next.get();
        repeat(target, tally(target));
        if (schedule.ended(target)) {
          say(target);
        }
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      schedule.stop(); // For the other workers, which are waited for.
      throw e;
    }
  }

  private void repeat(Target target, Tally tally) throws IOException, InterruptedException {
    tally.see(Load.average());
    Path output = folder.resolve(target.fileName() + "-latest.txt");
    TestJvm jvm = requireNonNull(jvms.get(target.source().module()));
    Outcome outcome = new Repetition(jvm, target, options.limit()).run(output);
    tally.see(Load.average());
    synchronized (this) {
      if (over) {
        return; // It was killed, which says nothing about it.
      }
      if (outcome.verdict() == Verdict.NO_TESTS) {
        throw new Unusable(target.name() + ": there is no such test; its output is in " + output);
      }
      tally.add(outcome);
      if (outcome.verdict() == Verdict.FAILED) {
        failed(target, tally, outcome, output);
      }
    }
  }

  private void failed(Target target, Tally tally, Outcome outcome, Path output) throws IOException {
    System.out.printf(
        "FAILED %s: repetition %d, after %s: %s%n",
        target.name(), tally.runs(), Durations.seconds(outcome.took()), outcome.reason());
    if (tally.failures() == 1) {
      Path kept = folder.resolve(target.fileName() + "-first-failure.txt");
      System.out.print(FirstFailure.keep(output, kept));
    }
    if (options.afterFailure() == AfterFailure.STOP) {
      schedule.stop();
    }
  }

  private void seeLoad() {
    schedule.running().forEach(target -> tally(target).see(Load.average()));
  }

  private synchronized void say(Target target) {
    if (!over) {
      Entry entry = entry(tally(target));
      System.out.printf(
          "%s: %d runs, %d failures, %d skipped, median %s, slowest %s, load %s%n",
          entry.name(),
          entry.runs(),
          entry.failures(),
          entry.skipped(),
          Durations.seconds(entry.median()),
          Durations.seconds(entry.slowest()),
          entry.seen().replace(",", " "));
    }
  }

  /** Puts what there is into the log, once, and prints it. */
  private synchronized void conclude() {
    if (over) {
      return;
    }
    over = true;
    List<Entry> entries =
        tallies.values().stream().filter(tally -> tally.runs() > 0).map(this::entry).toList();
    if (entries.isEmpty()) {
      return;
    }
    try {
      history.append(entries);
    } catch (IOException e) {
      System.err.println("Failed to write the log: " + e.getMessage());
    }
    System.out.printf("%n%s", Table.ofSitting(entries));
    entries.stream()
        .filter(entry -> entry.runs() == entry.skipped())
        .forEach(
            entry ->
                System.out.printf(
                    "NOTHING TESTED: every test of %s was skipped; %s says why%n",
                    entry.name(), folder.resolve(entry.name().replace('#', '.') + "-latest.txt")));
  }

  private Tally tally(Target target) {
    return requireNonNull(tallies.get(target));
  }

  private Entry entry(Tally tally) {
    String load = options.load() == 0 ? "quiet" : Integer.toString(options.load());
    return tally.entry(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), commit, load);
  }
}
