package io.dtabd.bench.etcd;

import com.google.protobuf.ByteString;
import io.dtabd.dtab.Dtab;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import io.dtabd.store.tests.peers.EtcdServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Compare-and-swap updates through the store beside bare transactions, and reads of one namespace
 * beside bare ranges, turn by turn in one run, by writers with a namespace each.
 *
 * <pre>
 * java -cp ... io.dtabd.bench.etcd.EtcdThroughput [ROUNDS] [SECONDS] [CLIENTS]
 * </pre>
 */
public final class EtcdThroughput {

  private static final String TEXT =
      "/svc => /#/io.l5d.fs ;\n".repeat(20) + "# as large as an ordinary table\n";

  private EtcdThroughput() {}

  /** What one client does again and again. */
  private interface Step {
    void run() throws Exception;
  }

  private interface Client {
    Step step(int number) throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    var length = Duration.ofSeconds(arguments.length > 1 ? Long.parseLong(arguments[1]) : 5);
    int clients = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 16;
    Path folder = Files.createTempDirectory("etcd-throughput");
    try (EtcdServer etcd = EtcdServer.start(folder);
        var replica = new Replica(List.of(etcd.url()));
        var bare = new BareEtcd(etcd.port())) {
      Dtab dtab = Dtab.read(TEXT);
      ByteString text = ByteString.copyFromUtf8(TEXT);
      Client bareWriter =
          i -> {
            ByteString key = ByteString.copyFromUtf8("/bare/" + System.nanoTime() + "/" + i);
            long[] revision = {0};
            return () -> revision[0] = bare.swap(key, revision[0], text);
          };
      Client writer =
          i -> {
            var namespace = new Namespace("n" + System.nanoTime() + "-" + i);
            var version = new Version[] {replica.get().create(namespace, dtab)};
            return () -> version[0] = replica.get().update(namespace, dtab, version[0]);
          };
      var read = new Namespace("read");
      replica.get().put(read, dtab);
      ByteString readKey = ByteString.copyFromUtf8("/bench/dtabs/read");
      var figures = new ArrayList<double[]>();
      for (int round = -1; round < rounds; round++) {
        double[] figure = {
          rate(clients, length, bareWriter),
          rate(clients, length, writer),
          rate(clients, length, _ -> () -> bare.get(readKey)),
          rate(clients, length, _ -> () -> replica.get().read(read)),
        };
        System.out.printf(
            "%s: writes/s bare %,.0f, store %,.0f (%.2f); reads/s bare %,.0f, store %,.0f (%.2f)%n",
            round < 0 ? "warm-up" : "round " + (round + 1),
            figure[0],
            figure[1],
            figure[1] / figure[0],
            figure[2],
            figure[3],
            figure[3] / figure[2]);
        if (round >= 0) {
          figures.add(figure);
        }
      }
      System.out.printf(
          "%d clients, median of %d rounds: writes store/bare %.2f, reads store/bare %.2f%n",
          clients, rounds, median(figures, 1, 0), median(figures, 3, 2));
    }
  }

  private static double median(List<double[]> figures, int ours, int bare) {
    return figures.stream()
        .map(figure -> figure[ours] / figure[bare])
        .sorted()
        .toList()
        .get(figures.size() / 2);
  }

  private static double rate(int clients, Duration length, Client client) throws Exception {
    var done = new LongAdder();
    var threads = new ArrayList<Thread>();
    long end = System.nanoTime() + length.toNanos();
    for (int i = 0; i < clients; i++) {
      Step step = client.step(i);
      threads.add(
          Thread.startVirtualThread(
              () -> {
                try {
                  while (System.nanoTime() < end) {
                    step.run();
                    done.increment();
                  }
                } catch (Exception e) {
                  System.out.println("a client ended: " + e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return done.sum() / (length.toNanos() / 1e9);
  }
}
