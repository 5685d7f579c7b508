package io.dtabd.live;

import static java.lang.System.Logger.Level.ERROR;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Those who want to know of a change. No lock is held while they are told, so an observer may do to
 * the live value whatever it likes, in any thread, without a deadlock.
 */
final class Observers {

  private static final System.Logger log = System.getLogger(Observers.class.getName());

  private final Set<Observer> all = ConcurrentHashMap.newKeySet();

  Subscription add(Runnable onChange) {
    var observer = new Observer(onChange);
    all.add(observer);
    return () -> {
      observer.close();
      all.remove(observer);
    };
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  void changed() {
    for (Observer observer : all) {
      observer.changed();
    }
  }

  private enum Phase {
    IDLE,
    RUNNING,
    /** Running, and something changed since that run began. */
    RUNNING_STALE,
    CLOSED
  }

  /**
   * Runs one callback at a time and once more if a change came meanwhile: whoever finds it running
   * leaves a mark and goes, so callbacks neither overlap nor recurse, and the last change is never
   * missed.
   */
  private static final class Observer {

    private final Runnable onChange;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.IDLE);

    Observer(Runnable onChange) {
      this.onChange = onChange;
    }

    void close() {
      phase.set(Phase.CLOSED);
    }

    void changed() {
      Phase before =
          phase.getAndUpdate(
              now ->
                  switch (now) {
                    case IDLE -> Phase.RUNNING;
                    case RUNNING, RUNNING_STALE -> Phase.RUNNING_STALE;
                    case CLOSED -> Phase.CLOSED;
                  });
      if (before != Phase.IDLE) {
        return;
      }
      do {
        run();
      } while (!phase.compareAndSet(Phase.RUNNING, Phase.IDLE)
          && phase.compareAndSet(Phase.RUNNING_STALE, Phase.RUNNING));
    }

    private void run() {
      try {
        onChange.run();
      } catch (Throwable e) { // errors too: it would count as running for ever
        log.log(ERROR, "an observer of a live value failed; the others are told all the same", e);
      }
    }
  }
}
