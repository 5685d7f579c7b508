package io.dtabd.store.k8s;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import java.nio.file.Files;
import java.util.Arrays;
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
      one.put(namespace, Dtab.EMPTY);
      BlockingQueue<Long> told = new LinkedBlockingQueue<>();
      var live = two.dtab(namespace);
      while (!(live.now() instanceof State.Ok)) {
        Thread.onSpinWait();
      }
      Thread.sleep(1000);
      live.observe(() -> told.add(System.nanoTime()));
      var write = new long[ROUNDS];
      var whole = new long[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        told.clear();
        long began = System.nanoTime();
        one.put(namespace, Dtab.read("/svc => /v/" + i));
        write[i] = System.nanoTime() - began;
        whole[i] = told.take() - began;
      }
      print("write, with its read before and its revision after", write);
      print("from the begin of a write to the watcher of the other replica", whole);
    }
    System.exit(0);
  }

  private static void print(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "%s: median %.1f ms, p99 %.1f ms%n",
        what, nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6);
  }
}
