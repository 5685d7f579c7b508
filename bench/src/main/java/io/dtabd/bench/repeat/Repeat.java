package io.dtabd.bench.repeat;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code bench/repeat} runs. It uses the JDK alone, since it starts before anything is built.
 */
final class Repeat {

  private static final String USAGE =
      """
      Runs test classes again and again, each repetition in a JVM of its own, and keeps a log of the results.

        bench/repeat N [options] TEST...          N repetitions of each
        bench/repeat --for 10m [options] TEST...  for a time, which all share
        bench/repeat N [options] --peers          every test class that starts another program
        bench/repeat --peers --list               only says which
        bench/repeat --log                        the log, summed up for each class

      TEST is the simple or full name of a class, Class#method, or a glob in quotes, such as 'Etcd*Test'.

        --load L   L processes take a processor each meanwhile; without it, the machine should be quiet
        -j K       K classes at a time, to overlap tests that wait; default 1
        --limit D  kill a repetition after D, with a thread dump, and count it as failed; default 10m
        --stop     stop at the first failure
        --help     this text

      Durations are such as 500ms, 90s, 10m, 2h. The output of the first failure of a class is kept in
      target/repeat/CLASS-first-failure.txt, and the log is target/repeat.log. Exit code: 0 nothing failed,
      1 something did, 2 the arguments cannot be used.
      """;

  private Repeat() {}

  /**
   * @param arguments the root of the checkout, then those of the command line
   */
  static void main(String[] arguments) throws IOException, InterruptedException {
    Path root = Path.of(arguments[0]).toRealPath();
    List<String> own = List.of(arguments).subList(1, arguments.length);
    int code;
    try {
      code = run(root, Options.parse(own.toArray(String[]::new)));
    } catch (Unusable e) {
      System.err.println("bench/repeat: " + e.getMessage());
      code = 2;
    } catch (IOException e) {
      System.err.println("bench/repeat: " + e.getMessage());
      code = 1;
    }
    System.exit(code);
  }

  private static int run(Path root, Options options) throws IOException, InterruptedException {
    var history = new History(root.resolve("target/repeat.log"));
    switch (options.action()) {
      case HELP -> System.out.print(USAGE);
      case LOG -> System.out.print(history.summary());
      case LIST -> targets(root, options).forEach(it -> System.out.println(it.name()));
      case RUN -> {
        return repeat(root, options, history);
      }
    }
    return 0;
  }

  private static int repeat(Path root, Options options, History history)
      throws IOException, InterruptedException {
    List<Target> targets = targets(root, options);
    int processors = Runtime.getRuntime().availableProcessors();
    if (options.load() == 0 && Load.average() > processors) {
      System.out.printf(
          "WARNING: the load is %.1f on %d processors, so this is no quiet machine: times and failures may be"
              + " those of what else runs%n",
          Load.average(), processors);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(Children::killAll));
    Path folder = Files.createDirectories(root.resolve("target/repeat"));
    // Two builds in one checkout would take each other's files away.
    try (var lock = FileChannel.open(folder.resolve("lock"), CREATE, WRITE)) {
      if (lock.tryLock() == null) {
        throw new Unusable("Another bench/repeat runs in " + root + "; wait for its end");
      }
      var jvms =
          new Build(root, folder)
              .of(targets.stream().map(it -> it.source().module()).distinct().toList());
      var sitting = new Sitting(options, targets, jvms, folder, history, Commit.described(root));
      return sitting.run() == 0 ? 0 : 1;
    }
  }

  private static List<Target> targets(Path root, Options options) throws IOException {
    Sources sources = Sources.under(root);
    return switch (options.selection()) {
      case NAMED -> sources.named(options.tests());
      case PEERS -> PeerTests.in(sources);
    };
  }
}
