package io.dtabd.store.k8s;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * How long a write through one replica takes to reach a watcher of another, from before the write
 * begins and from its return; run by hand.
 */
final class WriteDelay {

  private static final int ROUNDS = 500;

  private WriteDelay() {}

  public static void main(String[] args) throws Exception {
    var namespace = new Namespace("internal");
    try (Cluster cluster = Cluster.open(Files.createTempDirectory("delay"));
        DtabStore one = cluster.store();
        DtabStore two = cluster.store()) {
      BlockingQueue<Long> told = new LinkedBlockingQueue<>();
      Live<Optional<VersionedDtab>> live = two.dtab(namespace);
      live.observe(() -> told.add(System.nanoTime()));
      awaitVersion(one.put(namespace, Dtab.EMPTY), live, told);
      var write = new long[ROUNDS];
      var whole = new long[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        long began = System.nanoTime();
        Version written = one.put(namespace, Dtab.read("/svc => /v/" + i));
        write[i] = System.nanoTime() - began;
        whole[i] = awaitVersion(written, live, told) - began;
      }
      print("write, with its read before and its revision after", write);
      print("from the begin of a write to the watcher of the other replica", whole);
    }
    System.exit(0);
  }

  /** When the observer was told of it; what it was told of before is passed over. */
  private static long awaitVersion(
      Version version, Live<Optional<VersionedDtab>> live, BlockingQueue<Long> told)
      throws InterruptedException {
    while (true) {
      long at = told.take();
      if (live.now() instanceof State.Ok<Optional<VersionedDtab>>(var dtab)
          && dtab.map(VersionedDtab::version).equals(Optional.of(version))) {
        return at;
      }
    }
  }

  private static void print(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "%s: median %.1f ms, p99 %.1f ms%n",
        what, nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6);
  }
}
