package io.dtabd.server;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A program that keeps so much that next to nothing is left, and goes on allocating: each
 * collection finds enough for a moment, so it never runs out of memory.
 */
final class FullHeap {

  /** Small, so that a collection has much to look at. */
  private static final int CHUNK = 32;

  private static final int CHUNKS_IN_A_BLOCK = 1024;

  /** Of garbage; small enough to fit into whatever a collection finds. */
  private static final int GARBAGE = 512;

  /**
   * So often something more is kept: after an error there is more room, and it has to become less
   * again.
   */
  private static final int BETWEEN_KEPT = 64;

  /** Kept besides the blocks. */
  private record Kept(@Nullable Kept before) {}

  private final byte[][][] blocks = new byte[(int) (Runtime.getRuntime().maxMemory() >> 14)][][];
  private int full;

  private FullHeap() {}

  public static void main(String[] arguments) {
    CollectorWatchdog.start();
    new FullHeap().churn();
  }

  private void churn() {
    fill();
    byte @Nullable [] last = null;
    @Nullable Kept kept = null;
    for (int i = 1; true; i++) {
      try {
        if (i % BETWEEN_KEPT == 0) {
          kept = new Kept(kept);
        }
        last = new byte[GARBAGE + ThreadLocalRandom.current().nextInt(GARBAGE)];
      } catch (OutOfMemoryError e) {
        if (kept == null) {
          blocks[--full] = null; // a little too full
        }
        kept = null;
      }
      if (last != null && last.length == 0) {
        return; // never; but the compiler must not drop what is allocated
      }
    }
  }

  private void fill() {
    try {
      while (true) {
        byte[][] block = new byte[CHUNKS_IN_A_BLOCK][];
        for (int i = 0; i < block.length; i++) {
          block[i] = new byte[CHUNK];
        }
        blocks[full++] = block;
      }
    } catch (OutOfMemoryError e) {
      blocks[--full] = null;
    }
  }
}
