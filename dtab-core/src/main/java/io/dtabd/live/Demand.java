package io.dtabd.live;

import java.time.Duration;

/**
 * Knows whether anyone needs a thing that costs something to keep up. It is started for the first
 * who needs it and stopped a while after the last has gone, so that a poller who comes every few
 * seconds finds it running.
 *
 * <p>Inside: a sign of need costs no timer of its own. One timer at a time is set, when nobody
 * holds the thing; where it finds that there was need since, it is set once more. So the thing
 * stops between one and two linger times after it was last needed, and ten thousand pollers a
 * second leave nothing in the timer's queue.
 */
public final class Demand {

  private final Runnable start;
  private final Runnable stop;
  private final Duration linger;
  private final Timer timer;

  private int holders;
  private boolean running;

  /** Which timer counts: one that was cancelled too late finds another number. */
  private long check;

  private boolean checkIsSet;
  private boolean neededSinceCheckWasSet;
  private Subscription checking = Subscription.NONE;

  /**
   * @param start called, under a lock of this object, when it is first needed; if it throws, so
   *     does the call that needed it, and nothing was started
   * @param stop called, under the same lock, one to two times {@code linger} after it was last
   *     needed
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
      startIfStopped();
      holders++;
    }
    return new Hold();
  }

  /** Needed at this moment, and perhaps soon again. */
  public synchronized void touch() {
    startIfStopped();
    stopLaterIfIdle();
  }

  /** Stops at once if nobody holds it. Says whether it is stopped now. */
  public synchronized boolean stopIfIdle() {
    if (holders == 0 && running) {
      check++;
      checkIsSet = false;
      checking.close();
      stopNow();
    }
    return !running;
  }

  private void startIfStopped() {
    if (!running) {
      running = true;
      boolean started = false;
      try {
        start.run();
        started = true;
      } finally {
        running = started;
      }
    }
  }

  private void stopNow() {
    running = false;
    stop.run();
  }

  private void stopLaterIfIdle() {
    if (holders > 0) {
      return;
    }
    if (checkIsSet) {
      neededSinceCheckWasSet = true;
    } else {
      setCheck();
    }
  }

  private void setCheck() {
    long mine = ++check;
    checkIsSet = true;
    neededSinceCheckWasSet = false;
    checking = timer.after(linger, () -> checkAgain(mine));
  }

  private synchronized void checkAgain(long mine) {
    if (mine != check || !checkIsSet) {
      return;
    }
    checkIsSet = false;
    if (holders > 0) {
      return; // whoever lets go last sets it again
    }
    if (neededSinceCheckWasSet) {
      setCheck();
    } else {
      stopNow();
    }
  }

  private final class Hold implements Subscription {
    private boolean closed;

    @Override
    public void close() {
      synchronized (Demand.this) {
        if (!closed) {
          closed = true;
          holders--;
          stopLaterIfIdle();
        }
      }
    }
  }
}
