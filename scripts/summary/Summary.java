import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The end of ./verify: what was tested, what was not, and everything that is wrong. Exits with 1 if
 * anything is.
 *
 * <p>{@code java Summary.java ROOT RUN [ARGUMENTS...]}, where RUN is the folder in which ./verify
 * has written down its parts and peers, and ARGUMENTS are those that Maven got.
 */
final class Summary {

  private static final int SLOWEST = 10;

  private final Run run;

  private Summary(Run run) {
    this.run = run;
  }

  public static void main(String[] arguments) throws IOException {
    String allowed = System.getenv().getOrDefault("DTABD_ALLOW_MISSING", "");
    Run run = Run.read(Path.of(arguments[0]), Path.of(arguments[1]), allowed);
    List<String> options = Arrays.asList(arguments).subList(2, arguments.length);
    List<String> problems = Problems.of(run, options.isEmpty());
    var summary = new Summary(run);
    summary.print();
    summary.printVerdict(problems, options);
    System.exit(problems.isEmpty() ? 0 : 1);
  }

  private void print() {
    printPeers();
    printParts();
    printModules();
    printSkipped();
    slowest(
        "slowest classes",
        run.reports().suites,
        s -> s.seconds(),
        s -> s.module() + "  " + s.className());
    slowest(
        "slowest tests", run.reports().cases, c -> c.seconds(), c -> c.module() + "  " + c.title());
    printNotTested();
  }

  private void printVerdict(List<String> problems, List<String> options) {
    if (!problems.isEmpty()) {
      head("what is wrong");
      problems.forEach(problem -> System.out.println(problem.indent(2).stripTrailing()));
    }
    System.out.println();
    if (!options.isEmpty()) {
      System.out.println("verify: only a part, for Maven was given " + String.join(" ", options));
    }
    System.out.println(
        "verify: " + (problems.isEmpty() ? "green" : "red, for what is wrong above"));
    System.out.printf(
        "%d passed, %d failed, %d skipped%n",
        run.count(TestReports.Outcome.PASSED),
        run.count(TestReports.Outcome.FAILED),
        run.count(TestReports.Outcome.SKIPPED));
  }

  private void printPeers() {
    head("peers");
    for (Run.Peer peer : run.peers()) {
      if (peer.isMissing()) {
        System.out.printf("  %-15s missing: %s%n", peer.name(), peer.reason());
      } else {
        System.out.printf("  %-15s %-15s %s%n", peer.name(), peer.version(), peer.where());
      }
    }
  }

  private void printParts() {
    head("time per part");
    for (Run.Part part : run.parts()) {
      String ended =
          switch (part.status()) {
            case "0" -> "";
            case "-" -> "not run: " + part.detail();
            default -> "failed";
          };
      System.out.println(
          "  %-15s %8s  %s".formatted(part.name(), time(part.seconds()), ended).stripTrailing());
    }
    int sum = run.parts().stream().mapToInt(Run.Part::seconds).sum();
    System.out.printf("  %-15s %8s%n", "whole", time(sum));
  }

  private void printModules() {
    head("modules");
    System.out.printf("  %-24s %8s %7s %7s %8s%n", "", "passed", "failed", "skipped", "time");
    run.artifacts()
        .forEach(
            (module, artifact) -> {
              MavenLog.Module built = run.maven().modules.get(artifact);
              long tests =
                  run.reports().cases.stream().filter(c -> c.module().equals(module)).count();
              if (built == null && tests == 0) {
                return;
              }
              String ended =
                  built == null || built.status() == MavenLog.Status.SUCCESS
                      ? ""
                      : built.status() == MavenLog.Status.SKIPPED ? "not built" : "failed";
              String line =
                  "  %-24s %8d %7d %7d %8s  %s"
                      .formatted(
                          module,
                          run.count(module, TestReports.Outcome.PASSED),
                          run.count(module, TestReports.Outcome.FAILED),
                          run.count(module, TestReports.Outcome.SKIPPED),
                          built == null ? "" : time(built.seconds()),
                          ended);
              System.out.println(line.stripTrailing());
            });
  }

  private void printSkipped() {
    Map<String, Long> reasons =
        run.reports().cases.stream()
            .filter(c -> c.outcome() == TestReports.Outcome.SKIPPED)
            .collect(
                Collectors.groupingBy(
                    c -> c.reason().isEmpty() ? "no reason given" : c.reason(),
                    TreeMap::new,
                    Collectors.counting()));
    if (!reasons.isEmpty()) {
      head("skipped tests, by reason");
      reasons.forEach((reason, tests) -> System.out.printf("  %5d  %s%n", tests, reason));
    }
  }

  private static <T> void slowest(
      String title, List<T> all, ToDoubleFunction<T> seconds, Function<T, String> text) {
    if (all.isEmpty()) {
      return;
    }
    head(title);
    all.stream()
        .sorted(Comparator.comparingDouble(seconds).reversed())
        .limit(SLOWEST)
        .forEach(
            one ->
                System.out.printf("  %8.1f s  %s%n", seconds.applyAsDouble(one), text.apply(one)));
  }

  private void printNotTested() {
    String missing =
        Stream.concat(
                run.peers().stream()
                    .filter(Run.Peer::isMissing)
                    .map(Run.Peer::name)
                    .filter(run.allowed()::contains),
                run.parts().stream().filter(part -> part.status().equals("-")).map(Run.Part::name))
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      System.out.printf("%nnot tested: %s%n", missing);
      run.peers().stream()
          .filter(peer -> peer.isMissing() && run.allowed().contains(peer.name()))
          .forEach(peer -> System.out.printf("  to test with %s: %s%n", peer.name(), peer.where()));
    }
  }

  private static void head(String title) {
    System.out.printf("%n%s%n", title);
  }

  private static String time(double seconds) {
    long rounded = Math.round(seconds);
    return "%d:%02d".formatted(rounded / 60, rounded % 60);
  }
}
