package io.dtabd.bench.start;

import io.dtabd.bench.load.Crowd;
import io.dtabd.bench.load.TestNamespace;
import io.dtabd.bench.suite.Row;
import io.dtabd.bench.suite.RowsOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From the start of a process to its first answer, and its memory. */
@Command(
    name = "StartHarness",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Starts dtabd from the checkout and from the image's file system a number of times, each turn",
      "beside a bare HTTP server of Netty on the same Java with the same options, and prints how",
      "long it took from the start to the first 200 of GET /api/1/dtabs; then the resident memory",
      "when idle, and with watchers."
    })
final class StartHarness implements Callable<Integer> {

  /** Idle memory is looked at after this; what runs at the start is over by then. */
  private static final Duration SETTLING = Duration.ofSeconds(5);

  private static final int SHIFTS = 5;
  private static final int FIRST_PORT = 20_000;

  @Option(names = "--root", description = "of the checkout; default: the current folder")
  private Path root = Path.of("");

  @Option(
      names = "--runs",
      defaultValue = "15",
      description = "of which the median is taken; default: ${DEFAULT-VALUE}")
  private int runs;

  @Option(names = "--watchers", defaultValue = "15000", description = "default: ${DEFAULT-VALUE}")
  private int watchers;

  @Mixin private RowsOption results = new RowsOption();

  static void main(String[] arguments) {
    System.exit(new CommandLine(new StartHarness()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var programs = new Programs(root.toAbsolutePath(), Files.createTempDirectory("dtabd-start"));
    programs.build();
    measure(programs.checkout(), programs.bareOfCheckout());
    Path image = programs.layOut();
    measure(programs.image(image), programs.bareOfImage(image));
    return 0;
  }

  private void measure(Program program, Program bare) throws IOException, InterruptedException {
    var times = new ArrayList<Double>();
    var limits = new ArrayList<Double>();
    for (int i = -1; i < runs; i++) { // the first finds cold files
      double time = millis(program);
      double limit = millis(bare);
      if (i >= 0) {
        times.add(time);
        limits.add(limit);
      }
    }
    times.sort(null);
    limits.sort(null);
    results.add(
        Row.millis(
            program.name() + ": start to the first answer",
            times.get(runs / 2),
            limits.get(runs / 2),
            String.format(
                Locale.ROOT,
                "median of %d, fastest %.0f, slowest %.0f ms; limit: %s",
                runs,
                times.getFirst(),
                times.getLast(),
                bare.name())));
    memory(program, bare);
  }

  private static double millis(Program program) throws IOException, InterruptedException {
    try (Start start = Start.of(program)) {
      return start.millisUntilAnswered();
    }
  }

  private void memory(Program program, Program bare) throws IOException, InterruptedException {
    long limit;
    try (Start start = Start.of(bare)) {
      Thread.sleep(SETTLING);
      limit = start.residentBytes();
    }
    try (Start start = Start.of(program)) {
      Thread.sleep(SETTLING);
      results.add(
          Row.bytes(
              program.name() + ": resident memory, idle",
              start.residentBytes(),
              limit,
              "limit: the bare server, idle"));
      put(start, 0);
      try (Crowd crowd =
          Crowd.open(
              start.address(),
              watchers,
              i -> "/api/1/bind/load?watch=true&path=/svc/p%03d".formatted(i % 500),
              marker(0))) {
        for (int i = 1; i <= SHIFTS; i++) {
          int shift = i;
          crowd.measure(marker(shift), () -> put(start, shift));
        }
        results.add(
            Row.words(
                String.format(
                    Locale.ROOT,
                    "%s: resident memory, %,d watchers over HTTP",
                    program.name(),
                    watchers),
                String.format(Locale.ROOT, "%,d MB", start.residentBytes() / 1_000_000),
                "",
                SHIFTS + " shifts have reached them; the heap may grow as the options allow"));
      }
    }
  }

  private static void put(Start start, int shift) throws IOException {
    TestNamespace.write(start.address(), "PUT", "load", "/svc => /$/inet" + marker(shift));
  }

  private static String marker(int shift) {
    return "/127.0.0.1/" + (FIRST_PORT + shift);
  }
}
