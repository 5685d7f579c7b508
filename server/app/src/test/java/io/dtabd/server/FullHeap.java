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

  /** So often a chunk more is kept: after an error there is room, and it has to become less. */
  private static final int BETWEEN_KEPT = 16;

  /** What is given up after an error: some garbage fits, and next to nothing more. */
  private static final int GIVEN_UP = 64;

  private final byte[][][] blocks = new byte[(int) (Runtime.getRuntime().maxMemory() >> 14)][][];
  private int full;

  /** Kept besides the blocks. */
  private final byte[][] chunks = new byte[1 << 16][];

  private int kept;

  private FullHeap() {}

  public static void main(String[] arguments) {
    CollectorWatchdog.start();
    new FullHeap().churn();
  }

  private void churn() {
    fill();
    byte @Nullable [] last = null;
    for (int i = 1; true; i++) {
      try {
        if (i % BETWEEN_KEPT == 0 && kept < chunks.length) {
          chunks[kept] = new byte[CHUNK];
          kept++;
        }
        last = new byte[GARBAGE + ThreadLocalRandom.current().nextInt(GARBAGE)];
      } catch (OutOfMemoryError e) {
        giveUp();
      }
      if (last != null && last.length == 0) {
        return; // never; but the compiler must not drop what is allocated
      }
    }
  }

  private void giveUp() {
    if (kept == 0) {
      blocks[--full] = null; // it was a little too full from the beginning
    }
    for (int i = 0; i < GIVEN_UP && kept > 0; i++) {
      chunks[--kept] = null;
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
