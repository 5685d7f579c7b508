package io.dtabd.bench.replicas;

import io.dtabd.k8s.tests.KubeApiServer;
import io.dtabd.k8s.tests.Kubeconfig;
import io.dtabd.k8s.tests.Manifests;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two dtabds on a real API server: clients count through them, others write DTab objects, services
 * and endpoints without them, while the API server is killed and frozen, its etcd compacted, and a
 * dtabd killed. Then all is quiet, and what each dtabd serves has to be what the API server has.
 * Ends with status 1 if it is not, or if an increment was lost or told wrongly.
 *
 * <pre>
 * java -cp ... io.dtabd.bench.replicas.KubernetesSoak [MINUTES] [SEED]
 * </pre>
 */
public final class KubernetesSoak {

  private static final int CLIENTS = 4;
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration REST = Duration.ofSeconds(6);
  private static final Duration PROGRESS = Duration.ofSeconds(15);

  /** The watch may be quiet for 30 s before it is begun anew, and then there may be a pause. */
  private static final Duration CONVERGENCE = Duration.ofSeconds(60);

  private static final int MOST_SHOWN = 20;

  private static final Pattern DST = Pattern.compile("\"dst\":\"([^\"]*)\"");

  private final Ledger ledger = new Ledger();
  private final SplittableRandom random;
  private final CountDownLatch enough = new CountDownLatch(1);
  private final Map<String, LongAdder> happened = new HashMap<>();
  private final LongAdder states = new LongAdder();

  private KubernetesSoak(SplittableRandom random) {
    this.random = random;
    for (String each :
        List.of("killed", "frozen", "compacted", "killed and compacted", "dtabd killed")) {
      happened.put(each, new LongAdder());
    }
  }

  public static void main(String[] arguments) throws Exception {
    Duration length = Duration.ofMinutes(arguments.length > 0 ? Long.parseLong(arguments[0]) : 3);
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
    System.out.printf("%d min, seed %d%n", length.toMinutes(), seed);
    System.exit(new KubernetesSoak(new SplittableRandom(seed)).run(length) ? 0 : 1);
  }

  private boolean run(Duration length) throws Exception {
    Path folder = Files.createTempDirectory("kubernetes-soak");
    var replicas = new ArrayList<Dtabd>();
    try (KubeApiServer server = KubeApiServer.start()) {
      String namespace = server.newNamespace();
      Kubeconfig access = Manifests.install(server, namespace);
      Path kubeconfig = access.write(folder.resolve("kubeconfig"));
      String config =
          """
          storage: { kind: io.l5d.k8s, kubeconfig: '%1$s', namespace: %2$s }
          namers: [ { kind: io.l5d.k8s, kubeconfig: '%1$s' } ]
          """
              .formatted(kubeconfig, namespace);
      for (int i = 0; i < 2; i++) {
        replicas.add(Dtabd.start(folder, "replica" + i, config));
      }
      for (Dtabd replica : replicas) {
        replica.awaitReady();
      }
      return run(length, server, namespace, replicas);
    } finally {
      replicas.forEach(Dtabd::close);
    }
  }

  private boolean run(Duration length, KubeApiServer server, String namespace, List<Dtabd> replicas)
      throws Exception {
    replicas.getFirst().create(Count.NAMESPACE, new Count(0, "first").dtab());
    var backends = new Backends(server.admin(), namespace, random.split());
    backends.create();
    var hand = new HandWrites(server.admin(), namespace, random.split());

    List<Follower> followers = replicas.stream().map(it -> new Follower(it, ledger)).toList();
    var addresses = new ArrayList<AddressFollower>();
    for (Dtabd replica : replicas) {
      for (int i = 0; i < Backends.SERVICES; i++) {
        String path = "/#/io.l5d.k8s/" + namespace + "/http/" + Backends.name(i);
        addresses.add(new AddressFollower(replica, path, states));
      }
    }
    var bystanders = new ArrayList<Thread>();
    followers.forEach(each -> bystanders.add(Thread.startVirtualThread(each)));
    addresses.forEach(each -> bystanders.add(Thread.startVirtualThread(each)));
    replicas.forEach(each -> bystanders.add(Thread.startVirtualThread(new Binder(each, ledger))));
    var clients = new ArrayList<Client>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new Client("c" + i, replicas, ledger, random.split()));
    }
    var workers = new ArrayList<Thread>();
    clients.forEach(each -> workers.add(Thread.startVirtualThread(each)));
    var changes = new LongAdder();
    workers.add(Thread.startVirtualThread(() -> repeat(PAUSE, backends::change, changes)));
    workers.add(Thread.startVirtualThread(() -> repeat(PAUSE, hand::change, changes)));
    var trouble = random.split();
    workers.add(
        Thread.startVirtualThread(
            () -> repeat(REST, () -> trouble(server, replicas, trouble), new LongAdder())));

    Vitals before = replicas.getFirst().vitals();
    for (Duration left = length; left.isPositive(); left = left.minus(PROGRESS)) {
      Thread.sleep(left.compareTo(PROGRESS) < 0 ? left : PROGRESS);
      System.out.printf(
          "%,d acknowledged, %,d changes by others; API server %s; dtabd: %s%s%n",
          ledger.acknowledged.size(),
          changes.sum(),
          happened,
          replicas.getFirst().vitals(),
          ledger.faults().isEmpty() ? "" : "; " + ledger.faults().size() + " FAULTS");
    }
    enough.countDown();
    clients.forEach(Client::stop);
    for (Thread worker : workers) {
      worker.join();
    }
    server.resume();
    server.restart();
    checkAll(backends, hand, replicas, followers, addresses);
    Vitals after = replicas.getFirst().vitals();
    bystanders.forEach(Thread::interrupt);
    System.out.printf(
        "%,d acknowledged, %,d unknown, %,d refused, of which %,d overtaken; %,d changes by others%n"
            + "streams: %,d states of the count, %,d of addresses; API server %s%n"
            + "memory of one dtabd: %s at first, %s in the end%n",
        ledger.acknowledged.size(),
        ledger.unknown.size(),
        ledger.refused.size(),
        ledger.overtaken.sum(),
        changes.sum(),
        followers.stream().mapToInt(each -> each.seen().size()).sum(),
        states.sum(),
        happened,
        before,
        after);
    List<String> faults = ledger.faults();
    System.out.println(
        faults.isEmpty()
            ? "0 lost, 0 twice; every dtab, stream and address is as the API server has it"
            : faults.size() + " faults:");
    faults.stream().limit(MOST_SHOWN).forEach(System.out::println);
    return faults.isEmpty();
  }

  private interface Step {
    void run() throws Exception;
  }

  /** What fails because the API server is away is tried again with the next. */
  private void repeat(Duration pause, Step step, LongAdder done) {
    try {
      while (!enough.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          step.run();
          done.increment();
        } catch (KubernetesClientException e) {
          // Away, or just coming.
        }
      }
    } catch (Exception e) {
      ledger.fault("a worker ended: " + e);
    }
  }

  private void trouble(KubeApiServer server, List<Dtabd> replicas, SplittableRandom own)
      throws Exception {
    int kind = own.nextInt(6);
    switch (kind) {
      case 0 -> {
        happened("killed");
        server.kill();
        Thread.sleep(own.nextLong(8_000));
        server.restart();
      }
      case 1 -> {
        happened("killed and compacted");
        server.forgetThePast();
      }
      case 2, 3 -> {
        happened("frozen");
        server.pause();
        Thread.sleep(own.nextLong(20_000));
        server.resume();
      }
      case 4 -> {
        happened("compacted");
        server.compact();
      }
      default -> {
        happened("dtabd killed");
        Dtabd replica = replicas.getLast(); // the memory of the first is looked at
        replica.kill();
        replica.restart();
        replica.awaitReady();
      }
    }
  }

  private void happened(String what) {
    Optional.ofNullable(happened.get(what)).orElseThrow().increment();
  }

  private void checkAll(
      Backends backends,
      HandWrites hand,
      List<Dtabd> replicas,
      List<Follower> followers,
      List<AddressFollower> addresses)
      throws Exception {
    Count last = Count.read(replicas.getFirst().get(Client.TARGET));
    long acknowledged = ledger.acknowledged.size();
    if (last.number() < acknowledged || last.number() > acknowledged + ledger.unknown.size()) {
      ledger.fault(
          "the count is %d after %d acknowledged and %d unknown"
              .formatted(last.number(), acknowledged, ledger.unknown.size()));
    }
    long newest = 0;
    for (Map.Entry<Long, Long> each : ledger.numbers.entrySet()) {
      if (each.getValue() <= newest) {
        ledger.fault("the version of " + each.getKey() + " is not after the one before");
      }
      newest = each.getValue();
    }
    for (Follower follower : followers) {
      converge("a stream of the count", last, () -> follower.last().orElseThrow());
    }
    for (int i = 0; i < HandWrites.OBJECTS; i++) {
      String name = HandWrites.name(i);
      String expected = expected(hand.dst(name));
      for (Dtabd replica : replicas) {
        converge(name, expected, () -> served(replica, name));
      }
    }
    for (int i = 0; i < addresses.size(); i++) {
      int service = i % Backends.SERVICES;
      Set<String> expected = backends.addresses(service);
      AddressFollower follower = addresses.get(i);
      converge(Backends.name(service), expected, follower::addresses);
    }
  }

  private static String expected(Optional<String> dst) {
    return dst.map(it -> HandWrites.isWrong(it) ? "500" : it).orElse("404");
  }

  /** The dst, or the status if there is none: from live values, without asking the store. */
  private static String served(Dtabd replica, String name) throws Exception {
    if (!replica.get("/api/1/dtabs").contains("\"" + name + "\"")) {
      return "404"; // a stream would wait for it
    }
    String first = replica.firstLine("/api/1/dtabs/" + name + "?watch=true");
    Matcher dst = DST.matcher(first);
    return dst.find() ? dst.group(1) : first;
  }

  private interface Look<V> {
    V look() throws Exception;
  }

  private <V> void converge(String what, V expected, Look<V> look) throws Exception {
    long deadline = System.nanoTime() + CONVERGENCE.toNanos();
    V found = look.look();
    while (!found.equals(expected)) {
      if (System.nanoTime() > deadline) {
        ledger.fault("%s is %s and should be %s".formatted(what, found, expected));
        return;
      }
      Thread.sleep(PAUSE);
      found = look.look();
    }
  }
}
