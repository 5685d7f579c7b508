package io.dtabd.bench.replicas;

import io.dtabd.testing.peers.EtcdCluster;
import io.dtabd.testing.peers.EtcdServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What befalls the members of etcd and the replicas, at the same time, until it is enough. */
final class Troubles {

  /** How long a member is away. */
  private static final List<Duration> MEMBER_AWAY =
      List.of(Duration.ofMillis(100), Duration.ofSeconds(3), Duration.ofSeconds(15));

  /** How long most members are away at once, so that nothing can be written. */
  private static final Duration NO_QUORUM = Duration.ofSeconds(4);

  private static final List<Duration> REPLICA_AWAY =
      List.of(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(5));

  private static final Duration REST = Duration.ofSeconds(2);

  private final EtcdCluster cluster;
  private final List<Dtabd> replicas;
  private final Ledger ledger;
  private final CountDownLatch enough = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  private final LongAdder membersKilled = new LongAdder();
  private final LongAdder membersFrozen = new LongAdder();
  private final LongAdder quorumsLost = new LongAdder();
  private final LongAdder replicasKilled = new LongAdder();
  private final LongAdder replicasFrozen = new LongAdder();

  Troubles(EtcdCluster cluster, List<Dtabd> replicas, Ledger ledger, SplittableRandom random) {
    this.cluster = cluster;
    this.replicas = replicas;
    this.ledger = ledger;
    SplittableRandom own = random.split();
    threads.add(Thread.ofVirtual().unstarted(() -> repeat(() -> troubleEtcd(random))));
    threads.add(Thread.ofVirtual().unstarted(() -> repeat(() -> troubleReplica(own))));
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /** Returns when everything runs again. */
  void end() throws InterruptedException {
    enough.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private interface Trouble {
    void happen() throws Exception;
  }

  private void repeat(Trouble trouble) {
    try {
      while (!enough.await(REST.toMillis(), TimeUnit.MILLISECONDS)) {
        trouble.happen();
      }
    } catch (Exception e) {
      ledger.fault("no more troubles: " + e);
    }
  }

  private void troubleEtcd(SplittableRandom random) throws Exception {
    if (random.nextInt(6) == 0) {
      List<EtcdServer> most = cluster.servers().subList(0, 2);
      most.forEach(EtcdServer::kill);
      quorumsLost.increment();
      rest(NO_QUORUM);
      for (EtcdServer member : most) {
        member.restart();
      }
      most.forEach(EtcdServer::awaitReady);
      return;
    }
    // The leader more than the others.
    EtcdServer member =
        random.nextInt(3) > 0 ? cluster.leader() : cluster.servers().get(random.nextInt(3));
    Duration away = MEMBER_AWAY.get(random.nextInt(MEMBER_AWAY.size()));
    if (random.nextInt(3) == 0) {
      member.pause();
      membersFrozen.increment();
      rest(away);
      member.resume();
    } else {
      member.kill();
      membersKilled.increment();
      rest(away);
      member.restart();
    }
    member.awaitReady();
  }

  private void troubleReplica(SplittableRandom random) throws Exception {
    Dtabd replica = replicas.get(random.nextInt(replicas.size()));
    Duration away = REPLICA_AWAY.get(random.nextInt(REPLICA_AWAY.size()));
    if (random.nextInt(4) == 0) {
      replica.freeze();
      replicasFrozen.increment();
      rest(away);
      replica.resume();
    } else {
      replica.kill();
      replicasKilled.increment();
      rest(away);
      replica.restart();
      replica.awaitReady();
    }
  }

  private static void rest(Duration length) throws InterruptedException {
    Thread.sleep(length);
  }

  @Override
  public String toString() {
    return "members killed %s times, frozen %s times, two of three killed %s times; replicas killed %s times, frozen %s times"
        .formatted(membersKilled, membersFrozen, quorumsLost, replicasKilled, replicasFrozen);
  }
}
