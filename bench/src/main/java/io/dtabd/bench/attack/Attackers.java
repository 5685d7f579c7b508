package io.dtabd.bench.attack;

import io.dtabd.bench.soak.HttpConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * All attackers, in a process of their own: what they do delays no neighbour's clock, and when the
 * process ends they are gone at once, all their connections with them.
 */
@Command(name = "Attackers", description = "Attacks until it is killed, or standard input ends.")
final class Attackers implements Callable<Integer> {

  /** What is printed when the dtabs are written and the attacks begin. */
  static final String READY = "ready";

  /** How long to try to write each dtab. A server that refuses it is attacked without. */
  private static final Duration PREPARATION = Duration.ofSeconds(5);

  private static final Duration REPORT_EVERY = Duration.ofSeconds(1);

  @Option(names = "--http", required = true)
  private int http;

  @Option(names = "--mesh", required = true)
  private int mesh;

  @Option(names = "--thrift", required = true)
  private int thrift;

  @Option(names = "--only", split = ",", required = true)
  private List<String> only = List.of();

  @Option(names = "--pause", required = true)
  private int pauseMs;

  static void main(String[] arguments) {
    System.exit(new CommandLine(new Attackers()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var target = new Target(http, mesh, thrift);
    Map<String, Attack> attacks = Attacks.on(target);
    prepare(target);
    System.out.println(READY);
    Thread.ofPlatform().daemon().start(Attackers::endWithStandardInput);
    var tallies = new LinkedHashMap<String, Tally>();
    for (String name : only) {
      Attack attack = attacks.get(name);
      if (attack == null) {
        throw new IllegalArgumentException(
            "There is no attack %s; there are %s".formatted(name, attacks.keySet()));
      }
      var tally = new Tally();
      tallies.put(name, tally);
      for (int i = 0; i < attack.attackers(); i++) {
        int attacker = i;
        Thread.ofVirtual().start(() -> repeat(attack, attacker, tally));
      }
    }
    while (true) {
      Thread.sleep(REPORT_EVERY);
      System.out.println(tallies);
    }
  }

  private static void prepare(Target target) throws IOException, InterruptedException {
    put(target, Tables.HUGE, Tables.huge(0));
    put(target, Tables.LARGE, Tables.large());
    put(target, Tables.FAT, Tables.fat());
  }

  private static void put(Target target, String namespace, String table)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PREPARATION.toNanos();
    while (true) {
      try (HttpConnection connection = HttpConnection.open(target.httpAddress())) {
        var answer = connection.call("PUT", "/api/1/dtabs/" + namespace, null, table);
        if (answer.status() == 204) {
          return;
        }
        if (System.nanoTime() - deadline > 0) {
          System.err.printf("Writing %s was answered with %s%n", namespace, answer);
          return;
        }
      }
      Thread.sleep(REPORT_EVERY);
    }
  }

  /** Whoever is refused tries again all the time. */
  private void repeat(Attack attack, int attacker, Tally tally) {
    try {
      while (true) {
        tally.tried();
        try {
          attack.once(attacker, tally);
        } catch (IOException e) {
          tally.refused();
        }
        // Half to one and a half: they must not all come in the same moment.
        Thread.sleep(pauseMs / 2 + ThreadLocalRandom.current().nextInt(pauseMs + 1));
      }
    } catch (InterruptedException e) {
      // It is over.
    }
  }

  /** The process that started this one has ended, however it did. */
  private static void endWithStandardInput() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException e) {
      // It has ended.
    }
    Runtime.getRuntime().halt(0);
  }
}
