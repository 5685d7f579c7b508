package io.dtabd.bench.etcd;

import io.dtabd.store.tests.Counting;
import io.dtabd.store.tests.peers.EtcdCluster;
import io.dtabd.store.tests.peers.EtcdServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Eight clients count by compare-and-swap through three replicas on three members, while members
 * are killed and frozen, their leader more than the others, and replicas are lost. Ends with an
 * error if one increment was lost or done twice.
 *
 * <pre>
 * java -cp ... io.dtabd.bench.etcd.EtcdOutages [MINUTES]
 * </pre>
 */
public final class EtcdOutages {

  private static final int CLIENTS = 8;

  /** How long a member is away. */
  private static final List<Duration> OUTAGES =
      List.of(Duration.ofMillis(100), Duration.ofSeconds(3), Duration.ofSeconds(15));

  private EtcdOutages() {}

  public static void main(String[] arguments) throws Exception {
    Duration length = Duration.ofMinutes(arguments.length > 0 ? Long.parseLong(arguments[0]) : 5);
    Path folder = Files.createTempDirectory("etcd-outages");
    long seed = System.nanoTime();
    var random = new Random(seed);
    int killed = 0;
    int frozen = 0;
    int replaced = 0;
    try (EtcdCluster cluster = EtcdCluster.start(folder, 3)) {
      List<Replica> replicas = Stream.generate(() -> new Replica(cluster.urls())).limit(3).toList();
      try (var counting = new Counting(replicas, CLIENTS)) {
        Instant end = Instant.now().plus(length);
        while (Instant.now().isBefore(end)) {
          EtcdServer member =
              random.nextInt(3) > 0
                  ? cluster.leader()
                  : cluster.servers().get(random.nextInt(cluster.servers().size()));
          Duration outage = OUTAGES.get(random.nextInt(OUTAGES.size()));
          boolean freeze = random.nextInt(3) == 0;
          if (freeze) {
            member.pause();
            frozen++;
          } else {
            member.kill();
            killed++;
          }
          Thread.sleep(outage.dividedBy(2));
          replicas.get(random.nextInt(replicas.size())).replace();
          replaced++;
          Thread.sleep(outage.dividedBy(2));
          if (freeze) {
            member.resume();
          } else {
            member.restart();
          }
          member.awaitReady();
          System.out.printf(
              "%s %s for %d ms: %,d acknowledged, %,d failed so far%n",
              member.url(),
              freeze ? "frozen" : "killed",
              outage.toMillis(),
              counting.acknowledged(),
              counting.failed());
          Thread.sleep(Duration.ofSeconds(1));
        }
        Counting.Tally tally = counting.finish(replicas.getFirst().get());
        System.out.printf(
            "%d min, seed %d: members killed %d times, frozen %d times, replicas lost %d times;%n"
                + "%s; 0 lost, 0 twice, the history is linear%n",
            length.toMinutes(), seed, killed, frozen, replaced, tally);
      } finally {
        replicas.forEach(Replica::close);
      }
    }
  }
}
