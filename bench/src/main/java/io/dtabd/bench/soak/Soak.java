package io.dtabd.bench.soak;

import io.dtabd.bench.soak.Tally.Event;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToLongFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs dtabd for a while under everything at once, and judges it. */
@Command(
    name = "Soak",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Starts dtabd with a small heap and, for the given time, changes its tables and its files of",
      "addresses while watchers come and go, some of whom read slowly or not at all. Then lets all",
      "be quiet and looks whether any watcher was left on an old state, closes them, and looks",
      "whether the server has forgotten them. Exit status 1 if something is wrong."
    })
final class Soak implements Callable<Integer> {

  /** Enough for a change to arrive, and shorter than the fs namer's own look at all files. */
  private static final Duration QUIET = Duration.ofSeconds(3);

  /** Of the last third over the first: what the JVM's own tables still gain in ten minutes. */
  private static final double TOLERANCE = 0.10;

  /** So short that questions without watchers are forgotten while it runs, not only at the end. */
  private static final Duration LINGER = Duration.ofSeconds(5);

  /** So short that those who do not read are cut off while it runs. */
  private static final Duration STALL_TIMEOUT = Duration.ofSeconds(5);

  /** A question goes after twice the linger time at the latest; the rest is for a busy machine. */
  private static final Duration FORGETTING = LINGER.multipliedBy(2).plusSeconds(10);

  /** What the JVM opens for itself as it goes. */
  private static final int FILE_SLACK = 5;

  /** Of each ten watchers, so many stay to the end. */
  private static final int RESIDENTS_OF_TEN = 4;

  private static final int STALLED = 20;
  private static final int RUDE = 4;

  private static final int TABLE_WRITERS = 4;
  private static final Duration TABLE_PAUSE = Duration.ofMillis(200);
  private static final int FILE_WRITERS = 1;
  private static final Duration FILE_PAUSE = Duration.ofMillis(100);
  private static final int POLLERS = 10;
  private static final Duration POLL_PAUSE = Duration.ofMillis(100);

  @Option(names = "--minutes", defaultValue = "10", description = "default: ${DEFAULT-VALUE}")
  private double minutes;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "of these, in which memory is not judged; default: ${DEFAULT-VALUE}")
  private int warmUpSeconds;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description = "between two looks at the server; default: ${DEFAULT-VALUE}")
  private int sampleSeconds;

  @Option(
      names = "--watchers",
      defaultValue = "1000",
      description = "at a time; default: ${DEFAULT-VALUE}")
  private int watchers;

  @Option(
      names = "--heap",
      paramLabel = "MB",
      defaultValue = "128",
      description = "default: ${DEFAULT-VALUE}")
  private int heapMegabytes;

  @Option(names = "--seed", description = "of all that is drawn; default: a new one")
  private long seed = ThreadLocalRandom.current().nextLong();

  private final Tally tally = new Tally();
  private final List<String> faults = new ArrayList<>();

  static void main(String[] arguments) {
    System.exit(new CommandLine(new Soak()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.out.printf(
        "%.1f minutes, %d watchers at a time, heap of %d MB, seed %d%n%n",
        minutes, watchers, heapMegabytes, seed);
    Path folder = Files.createTempDirectory("dtabd-soak");
    Path disco = Files.createDirectory(folder.resolve("disco"));
    Path beside = Files.createDirectory(folder.resolve("beside"));
    String limits =
        "{ watchLingerMs: %d, streamStallTimeoutMs: %d }"
            .formatted(LINGER.toMillis(), STALL_TIMEOUT.toMillis());
    var random = new SplittableRandom(seed);
    try (DtabdProcess dtabd = DtabdProcess.start(folder, heapMegabytes, limits)) {
      populate(dtabd.http(), disco, new World(random.split()));
      Vitals before = show("begin", dtabd);
      var errands = new Errands(dtabd.http(), tally);
      var crowd = new Crowd(dtabd.http(), tally);
      crowd.residents(watchers * RESIDENTS_OF_TEN / 10, random.split());
      crowd.passersBy(watchers - watchers * RESIDENTS_OF_TEN / 10 - STALLED, random.split());
      crowd.stalled(STALLED, random.split());
      crowd.rude(RUDE, random.split());
      errands.start(TABLE_WRITERS, Errand.WRITE_TABLE, TABLE_PAUSE, random.split());
      errands.start(FILE_WRITERS, Errand.changeFile(disco, beside), FILE_PAUSE, random.split());
      errands.start(POLLERS, Errand.ASK_ONCE, POLL_PAUSE, random.split());

      judgeMemory(watch(dtabd));

      errands.stop();
      crowd.settle();
      Thread.sleep(QUIET);
      judgeStates(Verdict.on(crowd.present(), dtabd.http()));
      show("quiet", dtabd);
      crowd.leave();
      judgeForgetting(before, dtabd);
      List<String> complaints = dtabd.complaints();
      if (!complaints.isEmpty()) {
        faults.add("the server's log has %d warnings and errors".formatted(complaints.size()));
        complaints.stream().limit(10).forEach(line -> faults.add("  " + line));
      }
    }
    return conclude(folder);
  }

  private static void populate(InetSocketAddress server, Path disco, World world)
      throws IOException {
    for (String file : World.FILES) {
      Files.writeString(disco.resolve(file), world.addresses());
    }
    try (HttpConnection connection = HttpConnection.open(server)) {
      for (String namespace : World.NAMESPACES) {
        connection.call("PUT", "/api/1/dtabs/" + namespace, null, world.table(namespace));
      }
    }
  }

  /** The looks at the server that count. */
  private List<Vitals> watch(DtabdProcess dtabd) throws IOException, InterruptedException {
    var samples = new ArrayList<Vitals>();
    long begin = System.nanoTime();
    long warm = begin + Duration.ofSeconds(warmUpSeconds).toNanos();
    long end = begin + (long) (minutes * Duration.ofMinutes(1).toNanos());
    long next = begin;
    while (next + Duration.ofSeconds(sampleSeconds).toNanos() - end <= 0) {
      next += Duration.ofSeconds(sampleSeconds).toNanos();
      Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
      if (!dtabd.isAlive()) {
        throw new IOException("dtabd has died");
      }
      Vitals vitals =
          show("%d s".formatted(Duration.ofNanos(System.nanoTime() - begin).toSeconds()), dtabd);
      if (next - warm > 0) {
        samples.add(vitals);
      }
    }
    return samples;
  }

  private static Vitals show(String when, DtabdProcess dtabd)
      throws IOException, InterruptedException {
    if (when.equals("begin")) {
      System.out.printf("%8s %s%n", "", Vitals.COLUMNS);
    }
    Vitals vitals = dtabd.vitals();
    System.out.printf("%8s %s%n", when, vitals.row());
    return vitals;
  }

  private void judgeMemory(List<Vitals> samples) {
    if (samples.size() < Trend.MIN_SAMPLES) {
      System.out.println("Too few samples to judge memory; run it for longer.");
      return;
    }
    judge("live heap, KB", samples, vitals -> vitals.liveHeapBytes() / 1000);
    judge("resident memory, KB", samples, vitals -> vitals.residentBytes() / 1000);
    judge("Netty's memory, KB", samples, vitals -> vitals.nettyBytes() / 1000);
    judge("threads", samples, Vitals::threads);
  }

  private void judge(String what, List<Vitals> samples, ToLongFunction<Vitals> figure) {
    Trend trend = Trend.of(samples.stream().map(figure::applyAsLong).toList());
    System.out.printf(
        "%s: median %,d in the first third, %,d in the last%n", what, trend.first(), trend.last());
    if (!trend.isLevel(TOLERANCE)) {
      faults.add(
          "%s grew from %,d to %,d, more than %.0f%%"
              .formatted(what, trend.first(), trend.last(), 100 * TOLERANCE));
    }
  }

  private void judgeStates(Verdict verdict) {
    System.out.printf(
        "%nWatchers at the end: %d have the present state, %d of nothing, %d of what has no answer, %d are wrong%n",
        verdict.right(), verdict.silent(), verdict.refused(), verdict.wrong().size());
    if (verdict.right() == 0) {
      faults.add("no watcher was left to be compared");
    }
    if (!verdict.wrong().isEmpty()) {
      faults.add("%d watchers were left on an old state".formatted(verdict.wrong().size()));
      verdict.wrong().stream().limit(10).forEach(each -> faults.add("  " + each));
    }
  }

  private void judgeForgetting(Vitals before, DtabdProcess dtabd)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + FORGETTING.toNanos();
    Vitals after = dtabd.vitals();
    while (!hasForgotten(after) && System.nanoTime() - deadline < 0) {
      Thread.sleep(Duration.ofSeconds(1));
      after = dtabd.vitals();
    }
    System.out.printf("%8s %s%n", "gone", after.row());
    if (!hasForgotten(after)) {
      faults.add("not everything was forgotten when all had gone");
    }
    if (after.files() > before.files() + FILE_SLACK) {
      faults.add("%d files stay open, %d were at first".formatted(after.files(), before.files()));
    }
  }

  private static boolean hasForgotten(Vitals vitals) {
    return vitals.watchers() == 0 && vitals.questions() == 0 && vitals.connections() == 0;
  }

  private int conclude(Path folder) throws IOException {
    System.out.println();
    for (Event event : Event.values()) {
      System.out.printf(
          "%-24s %,10d%n",
          event.name().toLowerCase(Locale.ROOT).replace('_', ' '), tally.of(event));
    }
    if (tally.problems() > 0) {
      faults.add("%d things went wrong for clients".formatted(tally.problems()));
      tally.firstProblems().forEach(problem -> faults.add("  " + problem));
    }
    if (faults.isEmpty()) {
      Folders.delete(folder);
      System.out.println("\nGood.");
      return 0;
    }
    System.out.printf("%nWrong; the server's log and data are in %s:%n", folder);
    faults.forEach(System.out::println);
    return 1;
  }
}
