package io.dtabd.bench.etcd;

import com.google.protobuf.ByteString;
import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import io.dtabd.testing.peers.EtcdServer;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.stub.BlockingClientCall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * How long it takes from the beginning of a put through one replica until every watcher of another
 * has been told, and until etcd's own watch has told of the same put.
 *
 * <pre>
 * java -cp ... io.dtabd.bench.etcd.EtcdDelays [PUTS] [WATCHERS]
 * </pre>
 */
public final class EtcdDelays {

  private static final Namespace NS = new Namespace("delays");
  private static final int WARM_UP = 200;

  private EtcdDelays() {}

  public static void main(String[] arguments) throws Exception {
    int puts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2000;
    int watchers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
    Path folder = Files.createTempDirectory("etcd-delays");
    try (EtcdServer etcd = EtcdServer.start(folder);
        var one = new Replica(etcd.url());
        var two = new Replica(etcd.url());
        var bare = new BareEtcd(etcd.port())) {
      one.get().put(NS, dtab(-1));
      while (!(two.get().dtab(NS).now() instanceof State.Ok)) {
        Thread.onSpinWait();
      }
      var told = new LinkedBlockingQueue<Long>();
      var watch = bare.watch(ByteString.copyFromUtf8("/bench/dtabs/" + NS));
      Thread.startVirtualThread(() -> listen(watch, told));
      var etcds = new ArrayList<Long>();
      var replicas = new ArrayList<Long>();
      var writes = new ArrayList<Long>();
      for (int i = -WARM_UP; i < puts; i++) {
        Dtab dtab = dtab(i + WARM_UP);
        var all = new CountDownLatch(watchers);
        var last = new long[1];
        var subscriptions =
            java.util.stream.IntStream.range(0, watchers)
                .mapToObj(
                    _ ->
                        two.get()
                            .dtab(NS)
                            .observe(
                                () -> {
                                  if (has(two, dtab)) {
                                    last[0] = System.nanoTime();
                                    all.countDown();
                                  }
                                }))
                .toList();
        long start = System.nanoTime();
        Version version = one.get().put(NS, dtab);
        long written = System.nanoTime();
        all.await();
        long etcdTold = told.take();
        subscriptions.forEach(io.dtabd.live.Subscription::close);
        if (i >= 0 && version.toBytes().length > 0) {
          writes.add(written - start);
          replicas.add(last[0] - start);
          etcds.add(etcdTold - start);
        }
      }
      System.out.printf(
          "%,d puts, %,d watchers of the other replica; ms from the beginning of the put%n",
          puts, watchers);
      print("the put returns", writes);
      print("etcd's own watch has it", etcds);
      print("every watcher of the other replica has it", replicas);
    }
  }

  private static boolean has(Replica replica, Dtab dtab) {
    return replica.get().dtab(NS).now() instanceof State.Ok<Optional<VersionedDtab>>(var now)
        && now.map(VersionedDtab::dtab).equals(Optional.of(dtab));
  }

  private static void listen(
      BlockingClientCall<WatchRequest, WatchResponse> watch, LinkedBlockingQueue<Long> told) {
    try {
      while (true) {
        WatchResponse response = watch.read();
        if (response == null) {
          return;
        }
        long now = System.nanoTime();
        response.getEventsList().forEach(_ -> told.add(now));
      }
    } catch (Exception e) {
      System.out.println("the bare watch has ended: " + e);
    }
  }

  private static void print(String what, List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    System.out.printf(
        "%-45s median %6.2f  p99 %6.2f%n",
        what, sorted.get(sorted.size() / 2) / 1e6, sorted.get((int) (sorted.size() * 0.99)) / 1e6);
  }

  private static Dtab dtab(int i) {
    return Dtab.read("/svc => /#/io.l5d.fs/v" + (i + 1));
  }
}
