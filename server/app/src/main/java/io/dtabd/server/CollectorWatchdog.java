package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * Ends the process when it does little but collect garbage. A heap that is full but for a few
 * kilobytes can go on like that for ever: each collection finds just enough for the next
 * allocation, so there is no {@link OutOfMemoryError}, and G1 and Serial do not look at the time.
 * Such a process answers nobody, and keeps its port and its place in a load balancer; one that has
 * ended is started again.
 */
final class CollectorWatchdog implements Runnable {

  /** The status that {@code -XX:+ExitOnOutOfMemoryError} ends with: it is the same trouble. */
  static final int EXIT_STATUS = 3;

  /**
   * A restart costs watchers some seconds, so it has to be certain that nothing else helps. What
   * has lasted for 30 s is no peak of work: clients have given up and asked again by then.
   */
  static final Duration WINDOW = Duration.ofSeconds(30);

  /** The share of time at which Java's parallel collector gives up, too. */
  static final double LIMIT = 0.98;

  /** Often enough for the window to be exact, and not noticeable otherwise. */
  static final Duration INTERVAL = Duration.ofSeconds(1);

  /**
   * How the names of beans end that count whole cycles of ZGC and Shenandoah, most of which run
   * beside the program. Their pauses have beans of their own, and so have G1's.
   */
  private static final String CONCURRENT = "Cycles";

  private final GarbageCollectorMXBean[] collectors =
      ManagementFactory.getGarbageCollectorMXBeans().stream()
          .filter(collector -> stopsTheWorld(collector.getName()))
          .toArray(GarbageCollectorMXBean[]::new);

  private final CollectionShare share = new CollectionShare(WINDOW, INTERVAL, LIMIT);

  /** Made while there is memory. */
  private final byte[] lastWords = lastWords(Runtime.getRuntime().maxMemory());

  private final FileOutputStream stderr = new FileOutputStream(FileDescriptor.err);

  private CollectorWatchdog() {}

  /** Watches this process until it ends. */
  static void start() {
    Thread.ofPlatform().daemon().name("collector-watchdog").start(new CollectorWatchdog());
  }

  static boolean stopsTheWorld(String collector) {
    return !collector.endsWith(CONCURRENT);
  }

  static byte[] lastWords(long heapBytes) {
    return """
    dtabd: out of memory, exiting with status %d: more than %.0f %% of the last %d s were spent collecting garbage, \
    with a heap of %d MB. Increase the heap (-Xmx, or the memory limit of the container), or lower io.dtabd.limits
    """
        .formatted(EXIT_STATUS, LIMIT * 100, WINDOW.toSeconds(), heapBytes >> 20)
        .getBytes(UTF_8);
  }

  @Override
  public void run() {
    try {
      while (!share.isTooMuch(System.nanoTime(), collectedNanos())) {
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException e) {
      return; // nobody does that
    }
    try {
      stderr.write(lastWords);
    } catch (IOException e) {
      // Nobody listens, and there is nothing else to do.
    } finally {
      // An orderly shutdown needs the memory that there is not.
      Runtime.getRuntime().halt(EXIT_STATUS);
    }
  }

  private long collectedNanos() {
    long millis = 0;
    for (GarbageCollectorMXBean collector : collectors) {
      millis += Math.max(0, collector.getCollectionTime()); // -1 is: not known
    }
    return millis * 1_000_000;
  }
}
