package io.dtabd.net;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** A line of the log that clients can cause as often as they like: it is written now and then. */
public final class SeldomLine {

  /** Between two lines: soon enough to be seen, too seldom to fill a disk. */
  public static final Duration QUIET = Duration.ofMinutes(1);

  private final LongSupplier nanoClock;
  private final AtomicLong untold = new AtomicLong();
  private final AtomicLong due;

  public SeldomLine(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.due = new AtomicLong(nanoClock.getAsLong());
  }

  /**
   * In any thread.
   *
   * @param line writes it, if it is due; given how many were not written since the last one
   */
  public void write(LongConsumer line) {
    long others = untold.getAndIncrement();
    long before = due.get();
    long now = nanoClock.getAsLong();
    if (now - before >= 0 && due.compareAndSet(before, now + QUIET.toNanos())) {
      untold.addAndGet(-others - 1);
      line.accept(others);
    }
  }

  /** For the end of a line. */
  public static String more(long others) {
    return others == 0 ? "" : " (and " + others + " more since the last such line)";
  }
}
