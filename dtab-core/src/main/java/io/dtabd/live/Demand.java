package io.dtabd.live;

import java.time.Duration;

/**
 * Knows whether anyone needs a thing that costs something to keep up. It is started for the first
 * who needs it and stopped a while after the last has gone, so that a poller who comes every few
 * seconds finds it running.
 *
 * <p>Inside: {@code generation} counts every sign of need; the timer set by one sign stops the
 * thing only if no other came since and nobody holds it.
 */
public final class Demand {

  private final Runnable start;
  private final Runnable stop;
  private final Duration linger;
  private final Timer timer;

  private int holders;
  private boolean running;
  private long generation;
  private Subscription stopping = Subscription.NONE;

  /**
   * @param start called, under a lock of this object, when it is first needed
   * @param stop called, under the same lock, {@code linger} after it was last needed
   */
  public Demand(Runnable start, Runnable stop, Duration linger, Timer timer) {
    this.start = start;
    this.stop = stop;
    this.linger = linger;
    this.timer = timer;
  }

  /** Needed until the result is closed. */
  public Subscription hold() {
    synchronized (this) {
      holders++;
      generation++;
      stopping.close();
      startIfNeeded();
    }
    return new Subscription() {
      private boolean closed;

      @Override
      public void close() {
        synchronized (Demand.this) {
          if (!closed) {
            closed = true;
            holders--;
            stopLater();
          }
        }
      }
    };
  }

  /** Needed at this moment, and perhaps soon again. */
  public synchronized void touch() {
    startIfNeeded();
    stopLater();
  }

  /** Stops at once if nobody holds it. Says whether it is stopped now. */
  public synchronized boolean stopIfIdle() {
    if (holders == 0 && running) {
      stopping.close();
      running = false;
      stop.run();
    }
    return !running;
  }

  private void startIfNeeded() {
    if (!running) {
      running = true;
      start.run();
    }
  }

  private void stopLater() {
    if (holders > 0) {
      return;
    }
    long mine = ++generation;
    stopping.close();
    stopping = timer.after(linger, () -> stopUnlessNeededSince(mine));
  }

  private synchronized void stopUnlessNeededSince(long mine) {
    if (mine == generation) {
      stopIfIdle();
    }
  }
}
