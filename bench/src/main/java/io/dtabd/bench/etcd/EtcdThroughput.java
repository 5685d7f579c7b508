package io.dtabd.bench.etcd;

import com.google.protobuf.ByteString;
import io.dtabd.dtab.Dtab;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import io.dtabd.testing.peers.EtcdEdition;
import io.dtabd.testing.peers.EtcdServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Writes through the store beside bare transactions, and reads of one namespace beside bare ranges.
 * They take turns, many and short ones, so that whatever else the machine does disturbs all alike.
 *
 * <pre>
 * java -cp ... io.dtabd.bench.etcd.EtcdThroughput [ROUNDS] [MILLIS] [WRITERS,WRITERS...] [DISTRIBUTION|CURRENT]
 * </pre>
 */
public final class EtcdThroughput {

  private static final String TEXT =
      "/svc => /#/io.l5d.fs ;\n".repeat(20) + "# as large as an ordinary table\n";

  private final Replica replica;
  private final BareEtcd bare;
  private final int rounds;
  private final Duration length;

  private EtcdThroughput(Replica replica, BareEtcd bare, int rounds, Duration length) {
    this.replica = replica;
    this.bare = bare;
    this.rounds = rounds;
    this.length = length;
  }

  /** What one client does again and again. */
  private interface Step {
    void run() throws Exception;
  }

  /** Makes the step of the client with a number. */
  private interface Client {
    Step step(int number) throws Exception;
  }

  private record Contender(String name, int clients, Client client) {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
    var length = Duration.ofMillis(arguments.length > 1 ? Long.parseLong(arguments[1]) : 1000);
    String writers = arguments.length > 2 ? arguments[2] : "1,8,32,64";
    EtcdEdition edition =
        arguments.length > 3 ? EtcdEdition.valueOf(arguments[3]) : EtcdEdition.DISTRIBUTION;
    Path folder = Files.createTempDirectory("etcd-throughput");
    try (EtcdServer etcd = EtcdServer.start(folder, EtcdServer.Options.plain(edition));
        var replica = new Replica(etcd.url());
        var bare = new BareEtcd(etcd.port())) {
      var throughput = new EtcdThroughput(replica, bare, rounds, length);
      System.out.printf(
          "etcd %s; a second, and in brackets the median of the ratios of store to limit in %d"
              + " rounds of %d ms each%n",
          edition, rounds, length.toMillis());
      for (String each : writers.split(",", -1)) {
        throughput.writes(Integer.parseInt(each));
      }
      throughput.writesOfOne(16);
      throughput.reads(16);
    }
  }

  /** The limit that the aim is about is the first: one put. */
  private void writes(int writers) throws Exception {
    Dtab dtab = Dtab.read(TEXT);
    ByteString text = ByteString.copyFromUtf8(TEXT);
    compare(
        writers + " writers, a namespace each",
        new Contender(
            "store",
            writers,
            i -> {
              var namespace = new Namespace("n" + System.nanoTime() + "-" + i);
              var version = new Version[] {replica.get().create(namespace, dtab)};
              return () -> version[0] = replica.get().update(namespace, dtab, version[0]);
            }),
        new Contender(
            "bare, one put",
            writers,
            i -> {
              ByteString key = newKey(i);
              long[] revision = {0};
              return () -> revision[0] = bare.swap(key, revision[0], text);
            }),
        new Contender("bare, the same two puts", writers, i -> twoPuts(newKey(i), text)));
  }

  /** Whoever writes one key by compare-and-swap has to wait for the one before. */
  private void writesOfOne(int writers) throws Exception {
    Dtab dtab = Dtab.read(TEXT);
    var namespace = new Namespace("one");
    ByteString text = ByteString.copyFromUtf8(TEXT);
    compare(
        writers + " writers, one namespace",
        new Contender("store", writers, _ -> () -> replica.get().put(namespace, dtab)),
        new Contender("bare, one writer, the same two puts", 1, i -> twoPuts(newKey(i), text)));
  }

  private void reads(int readers) throws Exception {
    Dtab dtab = Dtab.read(TEXT);
    var namespace = new Namespace("read");
    replica.get().put(namespace, dtab);
    ByteString key = ByteString.copyFromUtf8("/bench/dtabs/read");
    compare(
        readers + " readers, one namespace",
        new Contender("store", readers, _ -> () -> replica.get().read(namespace)),
        new Contender("bare", readers, _ -> () -> bare.get(key)));
  }

  private Step twoPuts(ByteString key, ByteString text) {
    long[] state = {0, 0}; // the revision, and the number of the other key
    return () ->
        state[0] =
            bare.swapAndKeep(
                key, state[0], text, key.concat(ByteString.copyFromUtf8("/" + state[1]++)));
  }

  private static ByteString newKey(int number) {
    return ByteString.copyFromUtf8("/bare/" + System.nanoTime() + "/" + number);
  }

  /** The first beside each of the others, after one round that does not count. */
  private void compare(String what, Contender... contenders) throws Exception {
    var rates = new ArrayList<double[]>();
    for (int round = -1; round < rounds; round++) {
      double[] rate = new double[contenders.length];
      for (int turn = 0; turn < contenders.length; turn++) {
        // Whoever is first in one round is second in the next.
        int i = Math.floorMod(turn + round, contenders.length);
        rate[i] = rate(contenders[i]);
      }
      if (round >= 0) {
        rates.add(rate);
      }
    }
    System.out.println(what);
    for (int i = 0; i < contenders.length; i++) {
      int other = i;
      System.out.printf(
          "  %-38s %,9.0f%s%n",
          contenders[i].name(),
          median(rates.stream().mapToDouble(each -> each[other]).toArray()),
          i == 0
              ? ""
              : "   (%.2f)"
                  .formatted(
                      median(rates.stream().mapToDouble(each -> each[0] / each[other]).toArray())));
    }
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private double rate(Contender contender) throws Exception {
    var steps = new ArrayList<Step>();
    for (int i = 0; i < contender.clients(); i++) {
      steps.add(contender.client().step(i));
    }
    var done = new LongAdder();
    long start = System.nanoTime();
    long end = start + length.toNanos();
    List<Thread> threads =
        IntStream.range(0, contender.clients())
            .mapToObj(i -> Thread.startVirtualThread(() -> repeat(steps.get(i), end, done)))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    return done.sum() / ((System.nanoTime() - start) / 1e9);
  }

  private static void repeat(Step step, long end, LongAdder done) {
    try {
      while (System.nanoTime() < end) {
        step.run();
        done.increment();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
