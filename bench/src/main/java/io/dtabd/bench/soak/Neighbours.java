package io.dtabd.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what one namespace feels of the others. */
@Command(
    name = "Neighbours",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Takes the time of binds and of shifts in one namespace: alone, beside ordinary callers of",
      "another, and beside callers of tables that loop, grow, double or are very long. Prints them",
      "and how many times longer than alone they took."
    })
final class Neighbours implements Callable<Integer> {

  /** The bad ones together. */
  private static final List<Neighbour> ALL_BAD =
      List.of(Neighbour.LOOP, Neighbour.GROWING_LOOP, Neighbour.DOUBLING, Neighbour.LARGE);

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "for each row; default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--callers",
      defaultValue = "4",
      description = "of each neighbour; default: ${DEFAULT-VALUE}")
  private int callers;

  @Option(
      names = "--pause",
      paramLabel = "MS",
      defaultValue = "0",
      description = "of each caller before the next request; default: none, as fast as it goes")
  private int pauseMillis;

  @Option(
      names = "--heap",
      paramLabel = "MB",
      defaultValue = "1024",
      description = {
        "of the server; a table of 100,000 dentries takes some 60, and several are in use while it",
        "is rewritten; default: ${DEFAULT-VALUE}"
      })
  private int heapMegabytes;

  private final Tally tally = new Tally();

  static void main(String[] arguments) {
    System.exit(new CommandLine(new Neighbours()).execute(arguments));
  }

  private record Result(Latencies binds, Latencies updates, Latencies others) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("dtabd-neighbours");
    Files.createDirectory(folder.resolve("disco"));
    try (DtabdProcess dtabd = DtabdProcess.start(folder, heapMegabytes, "{}")) {
      var quiet = new QuietCaller(dtabd.http());
      measure(dtabd, quiet, ALL_BAD); // the first row would find cold code
      System.out.printf(
          "%d callers of each neighbour, pausing %d ms, %d processors; times in ms, times as long as alone in brackets%n%n",
          callers, pauseMillis, Runtime.getRuntime().availableProcessors());
      System.out.printf(
          "%-22s %17s %17s %17s %17s %12s %9s%n",
          "beside",
          "bind p50",
          "bind p99",
          "update p50",
          "update p99",
          "their rate/s",
          "their p99");
      Result alone = measure(dtabd, quiet, List.of());
      print("nobody", alone, alone);
      for (Neighbour neighbour : Neighbour.values()) {
        print(
            neighbour.name().toLowerCase(Locale.ROOT).replace('_', ' '),
            measure(dtabd, quiet, List.of(neighbour)),
            alone);
      }
      print("all but the ordinary", measure(dtabd, quiet, ALL_BAD), alone);
    }
    Folders.delete(folder);
    tally.firstProblems().forEach(System.out::println);
    return tally.problems() == 0 ? 0 : 1;
  }

  private Result measure(DtabdProcess dtabd, QuietCaller quiet, List<Neighbour> neighbours)
      throws IOException, InterruptedException {
    var result = new Result(new Latencies(), new Latencies(), new Latencies());
    var hammers = new ArrayList<Hammer>();
    try {
      for (Neighbour neighbour : neighbours) {
        hammers.add(
            Hammer.start(
                dtabd.http(),
                neighbour,
                callers,
                Duration.ofMillis(pauseMillis),
                result.others(),
                tally));
      }
      quiet.measure(Duration.ofSeconds(seconds), result.binds(), result.updates());
    } finally {
      for (Hammer hammer : hammers) {
        hammer.stop();
      }
    }
    return result;
  }

  private void print(String beside, Result result, Result alone) {
    System.out.printf(
        Locale.ROOT,
        "%-22s %s %s %s %s %12d %9.1f%n",
        beside,
        time(result.binds(), alone.binds(), 0.5),
        time(result.binds(), alone.binds(), 0.99),
        time(result.updates(), alone.updates(), 0.5),
        time(result.updates(), alone.updates(), 0.99),
        result.others().count() / seconds,
        result.others().millis(0.99));
  }

  private static String time(Latencies latencies, Latencies alone, double share) {
    double millis = latencies.millis(share);
    return String.format(Locale.ROOT, "%9.2f (%5.1f)", millis, millis / alone.millis(share));
  }
}
