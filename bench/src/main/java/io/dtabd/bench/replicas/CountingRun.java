package io.dtabd.bench.replicas;

import io.dtabd.testing.peers.EtcdCluster;
import io.dtabd.testing.peers.EtcdEdition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Eight clients count by compare-and-swap through three replicas on a cluster of three etcds, each
 * a process of its own, while members and replicas are killed and frozen. Then everything that
 * clients and streams were told is compared with what etcd has: ends with status 1 if an increment
 * was lost, done twice or told wrongly, a read was old, or a stream or a history differs.
 *
 * <pre>
 * java -cp ... io.dtabd.bench.replicas.CountingRun [MINUTES] [DISTRIBUTION|CURRENT] [SEED]
 * </pre>
 */
public final class CountingRun {

  private static final int CLIENTS = 8;
  private static final int REPLICAS = 3;
  private static final String PREFIX = "/bench/dtabs";

  /** A server goes on for 5 s with a write whose client has gone. */
  private static final Duration LAST_WRITES = Duration.ofSeconds(8);

  private static final Duration PROGRESS = Duration.ofSeconds(15);
  private static final int MOST_SHOWN = 20;

  private final Ledger ledger = new Ledger();
  private final EtcdEdition edition;
  private final SplittableRandom random;

  private CountingRun(EtcdEdition edition, SplittableRandom random) {
    this.edition = edition;
    this.random = random;
  }

  public static void main(String[] arguments) throws Exception {
    Duration length = Duration.ofMinutes(arguments.length > 0 ? Long.parseLong(arguments[0]) : 5);
    EtcdEdition edition =
        arguments.length > 1 ? EtcdEdition.valueOf(arguments[1]) : EtcdEdition.DISTRIBUTION;
    long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : System.nanoTime();
    System.out.printf("%d min, etcd %s, seed %d%n", length.toMinutes(), edition, seed);
    System.exit(new CountingRun(edition, new SplittableRandom(seed)).run(length) ? 0 : 1);
  }

  private boolean run(Duration length) throws Exception {
    Path folder = Files.createTempDirectory("counting-run");
    var replicas = new ArrayList<Dtabd>();
    try (EtcdCluster cluster = EtcdCluster.start(folder, edition, 3)) {
      String endpoints =
          cluster.urls().stream()
              .map(url -> url.substring("http://".length()))
              .collect(Collectors.joining(", ", "[", "]"));
      String storage =
          "storage: { kind: io.l5d.etcd, endpoints: %s, pathPrefix: %s }"
              .formatted(endpoints, PREFIX);
      for (int i = 0; i < REPLICAS; i++) {
        replicas.add(Dtabd.start(folder, "replica" + i, storage));
      }
      return run(length, cluster, replicas);
    } finally {
      replicas.forEach(Dtabd::close);
    }
  }

  private boolean run(Duration length, EtcdCluster cluster, List<Dtabd> replicas) throws Exception {
    replicas.getFirst().create(Count.NAMESPACE, new Count(0, "first").dtab());
    List<Follower> followers = replicas.stream().map(it -> new Follower(it, ledger)).toList();
    List<Binder> binders = replicas.stream().map(it -> new Binder(it, ledger)).toList();
    var bystanders = new ArrayList<Thread>();
    followers.forEach(each -> bystanders.add(Thread.startVirtualThread(each)));
    binders.forEach(each -> bystanders.add(Thread.startVirtualThread(each)));
    var clients = new ArrayList<Client>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new Client("c" + i, replicas, ledger, random.split()));
    }
    List<Thread> counting = clients.stream().map(Thread::startVirtualThread).toList();
    var troubles = new Troubles(cluster, replicas, ledger, random.split());
    troubles.start();
    for (Duration left = length; left.isPositive(); left = left.minus(PROGRESS)) {
      Thread.sleep(left.compareTo(PROGRESS) < 0 ? left : PROGRESS);
      System.out.printf(
          "%,d acknowledged; %s%s%n",
          ledger.acknowledged.size(),
          troubles,
          ledger.faults().isEmpty() ? "" : "; " + ledger.faults().size() + " FAULTS");
    }
    troubles.end();
    for (Client client : clients) {
      client.stop();
    }
    for (Thread thread : counting) {
      thread.join();
    }
    Thread.sleep(LAST_WRITES);

    SequencedMap<Long, Count> log =
        EtcdLog.read(cluster.servers().getFirst().port(), PREFIX + "/" + Count.NAMESPACE);
    var judgement = new Judgement(log, ledger);
    followers.forEach(judgement::follower);
    for (Dtabd replica : replicas) {
      Count now = Count.read(replica.get(Client.TARGET));
      if (!now.equals(judgement.last())) {
        ledger.fault("a replica has " + now + ", and etcd " + judgement.last());
      }
    }
    judgement.history(replicas.getFirst().get(Client.TARGET + "/history"));
    bystanders.forEach(Thread::interrupt);
    report(judgement, troubles, followers, binders);
    return ledger.faults().isEmpty();
  }

  private void report(
      Judgement judgement, Troubles troubles, List<Follower> followers, List<Binder> binders) {
    System.out.println(troubles);
    System.out.printf(
        "count %,d = %,d acknowledged + %,d of %,d unknown ones that were done%n",
        judgement.last().number(),
        ledger.acknowledged.size(),
        judgement.unknownDone(),
        ledger.unknown.size());
    System.out.printf(
        "not done, as told: %,d, of which %,d overtaken; reads: %,d, and %,d marked as old, %,d failed%n",
        ledger.refused.size(),
        ledger.overtaken.sum(),
        ledger.reads.sum(),
        ledger.staleReads.sum(),
        ledger.failedReads.sum());
    System.out.printf(
        "streams opened: %,d, states that they brought: %,d; binds: %,d, the slowest %d ms%n",
        followers.stream().mapToInt(Follower::streams).sum(),
        followers.stream().mapToInt(each -> each.seen().size()).sum(),
        binders.stream().mapToLong(Binder::answered).sum(),
        binders.stream().mapToLong(each -> each.slowest().toMillis()).max().orElse(0));
    List<String> faults = ledger.faults();
    System.out.println(
        faults.isEmpty()
            ? "0 lost, 0 twice, 0 told wrongly, 0 old reads; one history, the same for all"
            : faults.size() + " faults:");
    faults.stream().limit(MOST_SHOWN).forEach(System.out::println);
  }
}
