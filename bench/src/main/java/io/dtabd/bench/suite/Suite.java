package io.dtabd.bench.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code bench/run} runs. Each program has a JVM of its own, one after another. */
@Command(
    name = "bench/run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures dtabd beside the limit of each question, taken in the same run, and prints one",
      "table: what was measured, the limit, and how near to it. A share of 1 is the limit."
    },
    footerHeading = "%nScenarios:%n")
final class Suite implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "SCENARIO", description = "which; default: all")
  private List<String> names = List.of();

  @Option(
      names = "--url",
      description = {
        "measure the server whose HTTP interface is there, a namerd too, instead of starting a",
        "dtabd; only the scenarios marked * can. They make a namespace and remove it"
      })
  private Optional<URI> url = Optional.empty();

  @Option(
      names = "--quick",
      description = "all in some minutes, to see that it works: the figures are worth little")
  private boolean quick;

  @Option(
      names = "--option",
      paramLabel = "OPTION",
      description = {
        "for the scenario's program, in place of the scenario's own of that name, such as",
        "--option=--heap=512; may be repeated. Name one scenario"
      })
  private List<String> options = List.of();

  @Option(names = "--out", hidden = true, description = "the table; bench/run sets it")
  private Path out = Path.of("bench/target/results.md");

  static void main(String[] arguments) {
    var commandLine = new CommandLine(new Suite());
    commandLine.setUsageHelpWidth(120);
    commandLine.getCommandSpec().usageMessage().footer(footer());
    System.exit(commandLine.execute(arguments));
  }

  private static String[] footer() {
    return Scenarios.ALL.stream()
        .map(
            scenario ->
                "  %-12s %s%s; limit: %s"
                    .formatted(
                        scenario.name(),
                        scenario.question(),
                        scenario.reach() == Scenario.Reach.ANY_SERVER ? " *" : "",
                        scenario.limit()))
        .toArray(String[]::new);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!options.isEmpty() && names.size() != 1) {
      throw new ParameterException(spec.commandLine(), "--option needs exactly one scenario");
    }
    List<Scenario> chosen = chosen();
    Path lines = Files.createTempFile("dtabd-results", ".tsv");
    var failed = new ArrayList<String>();
    for (Scenario scenario : chosen) {
      long begun = System.nanoTime();
      System.out.printf("%n== %s: %s%n", scenario.name(), scenario.question());
      for (Scenario.Step step : scenario.steps()) {
        if (run(step, lines) != 0) {
          failed.add(scenario.name());
        }
      }
      System.out.printf(
          "== %s took %d s%n",
          scenario.name(), Duration.ofNanos(System.nanoTime() - begun).toSeconds());
    }
    List<Row> rows = Files.readAllLines(lines, UTF_8).stream().map(Row::ofLine).toList();
    Files.delete(lines);
    String report = machine() + "\n" + ResultsTable.of(rows);
    Files.createDirectories(out.toAbsolutePath().getParent());
    Files.writeString(out, report, UTF_8);
    System.out.printf("%n%s%nAlso in %s%n", report, out);
    failed.forEach(name -> System.out.println("FAILED: " + name));
    return failed.isEmpty() ? 0 : 1;
  }

  private List<Scenario> chosen() {
    for (String name : names) {
      if (Scenarios.ALL.stream().noneMatch(scenario -> scenario.name().equals(name))) {
        throw new ParameterException(spec.commandLine(), "There is no scenario " + name);
      }
    }
    return Scenarios.ALL.stream()
        .filter(scenario -> names.isEmpty() || names.contains(scenario.name()))
        .filter(scenario -> url.isEmpty() || scenario.reach() == Scenario.Reach.ANY_SERVER)
        .toList();
  }

  private int run(Scenario.Step step, Path lines) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseCompactObjectHeaders",
            "-cp",
            System.getProperty("java.class.path"),
            step.mainClass(),
            "--results",
            lines.toString()));
    command.addAll(step.command(quick, options));
    url.ifPresent(server -> command.addAll(List.of("--url", server.toString())));
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private String machine() {
    return String.format(
        Locale.ROOT,
        "%s%s on %d processors, Java %s, %s %s. Load is the average of a minute when the line was written.%n",
        url.map(URI::toString).orElse("dtabd"),
        quick ? " (a quick run: the figures are worth little)" : "",
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().feature(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"));
  }
}
