package io.dtabd.live;

/**
 * A live value that may cost much to compute, so that those who read it take turns with the readers
 * of others. {@link #now} computes in the caller's thread, whoever else waits.
 */
public interface InTurn<T> extends Live<T> {

  /**
   * The present state, as {@link #now} gives it, once it is the turn of those who ask such things.
   * Blocks; not to be called where live values are computed.
   *
   * @param deadline in terms of {@link System#nanoTime}
   * @return pending if the turn did not come in time, and then nothing is computed any more
   */
  State<T> nowInTurn(long deadline) throws InterruptedException;
}
