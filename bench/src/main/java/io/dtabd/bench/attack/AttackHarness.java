package io.dtabd.bench.attack;

import io.dtabd.bench.suite.Row;
import io.dtabd.bench.suite.RowsOption;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the attacks and prints what they did. */
@Command(
    name = "AttackHarness",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Attacks a server with all that is known to use up its memory, while neighbours from another",
      "address bind, write, shift and watch, and compares what they see with what they saw alone.",
      "Exit status 1: a server has ended, or a neighbour was not served."
    })
final class AttackHarness implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--heap",
      split = ",",
      defaultValue = "128,512,2048",
      description = "of the server, in MB, one after another; default: ${DEFAULT-VALUE}")
  private List<Integer> heaps = List.of();

  @Option(
      names = "--storage",
      defaultValue = "FILE",
      description = "of the server: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
  private AttackedServer.Storage storage = AttackedServer.Storage.FILE;

  @Option(names = "--only", split = ",", description = "these attacks; default: all there are")
  private List<String> only = List.of();

  @Option(names = "--each", description = "one attack after another, in place of all at once")
  private boolean each;

  @Option(
      names = "--seconds",
      defaultValue = "300",
      description = "of an attack; default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--alone",
      defaultValue = "60",
      description = "seconds in which neighbours are measured before; default: ${DEFAULT-VALUE}")
  private int aloneSeconds;

  @Option(
      names = "--afterwards",
      defaultValue = "30",
      description = "seconds that memory has to come back; default: ${DEFAULT-VALUE}")
  private int afterwardsSeconds;

  @Option(
      names = "--pause",
      defaultValue = "200",
      description =
          "milliseconds before an attacker that was refused tries again; default: ${DEFAULT-VALUE}")
  private int pauseMs;

  @Option(
      names = "--server-option",
      description = "of the server's JVM, such as -XX:+UseSerialGC; may be repeated")
  private List<String> serverOptions = List.of();

  @Mixin private RowsOption results = new RowsOption();

  static void main(String[] arguments) {
    System.exit(new CommandLine(new AttackHarness()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    boolean good = true;
    for (int heap : heaps) {
      for (List<String> attacks : runs()) {
        System.out.printf("%nheap of %d MB, %s%n", heap, String.join(", ", attacks));
        Outcome outcome =
            new AttackRun(
                    heap,
                    storage,
                    attacks,
                    Duration.ofSeconds(aloneSeconds),
                    Duration.ofSeconds(seconds),
                    Duration.ofSeconds(afterwardsSeconds),
                    pauseMs,
                    serverOptions)
                .run();
        for (Row row : outcome.rows()) {
          results.add(row);
        }
        outcome.death().ifPresent(death -> System.out.println(death.lastWords()));
        good &= outcome.isGood();
      }
    }
    return good ? 0 : 1;
  }

  /** What is done at once, one after another. */
  private List<List<String>> runs() {
    List<String> known = Attacks.names();
    for (String name : only) {
      if (!known.contains(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "There is no attack %s; there are %s".formatted(name, String.join(", ", known)));
      }
    }
    List<String> chosen = only.isEmpty() ? known : only;
    var runs = new ArrayList<List<String>>();
    if (each) {
      chosen.forEach(name -> runs.add(List.of(name)));
    } else {
      runs.add(chosen);
    }
    return runs;
  }
}
