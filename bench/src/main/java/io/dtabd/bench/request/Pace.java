package io.dtabd.bench.request;

/** When requests are due. Times are those of {@link System#nanoTime}. */
interface Pace {

  /** Whether no request will be due any more. */
  boolean isOver(long now);

  /** How long until the next is due; none or less if it is. */
  long nanosToNext(long now);

  /** The next request; when it was due. */
  long take(long now);

  /** Every connection has always a request under way, until the time is up. */
  record Unbroken(long end) implements Pace {

    @Override
    public boolean isOver(long now) {
      return now - end >= 0;
    }

    @Override
    public long nanosToNext(long now) {
      return 0;
    }

    @Override
    public long take(long now) {
      return now;
    }
  }

  /**
   * At a steady rate, whatever happens to those before. A request that is sent late was due all the
   * same, and its time counts from then; so a server that stops for a second is charged with all
   * requests of that second, not with the one that it was busy with.
   */
  final class Steady implements Pace {

    private final long start;
    private final double nanosBetween;
    private final long count;
    private long taken;

    /**
     * @param start when the first is due
     * @param count of requests in all
     */
    Steady(long start, double perSecond, long count) {
      this.start = start;
      this.nanosBetween = 1e9 / perSecond;
      this.count = count;
    }

    @Override
    public boolean isOver(long now) {
      return taken == count;
    }

    @Override
    public long nanosToNext(long now) {
      return due(taken) - now;
    }

    @Override
    public long take(long now) {
      return due(taken++);
    }

    private long due(long number) {
      return start + (long) (number * nanosBetween);
    }
  }
}
