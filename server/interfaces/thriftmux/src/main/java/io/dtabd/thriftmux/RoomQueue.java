package io.dtabd.thriftmux;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Polls of one connection for which the server has no room at the moment. They are tried again: an
 * error would keep a Linkerd from asking for up to ten minutes.
 */
final class RoomQueue {

  /** A Linkerd that comes when memory is short has some hundred names. */
  private static final int MAX_POLLS = 1_000;

  /** What a poll that waits may say: names, and an override of some dentries. */
  private static final int MAX_DTAB_CHARS = 1_000;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** At a time, so that the rest does not try in vain when the first do. */
  private static final int BATCH = 32;

  private final Map<OpenCall, NamerRequest> polls = new LinkedHashMap<>(1);
  private long due;

  /**
   * @return false if too much waits already, or this is too long
   */
  boolean add(OpenCall poll, NamerRequest request) {
    boolean isLong =
        request instanceof NamerRequest.Bind bind && bind.dtab().length() > MAX_DTAB_CHARS;
    if (isLong || polls.size() == MAX_POLLS) {
      return false;
    }
    polls.put(poll, request);
    return true;
  }

  void retry(long nanos, PollWorkers workers) {
    if (polls.isEmpty() || nanos - due < 0) {
      return;
    }
    due = nanos + PAUSE.toNanos();
    Iterator<Map.Entry<OpenCall, NamerRequest>> oldest = polls.entrySet().iterator();
    for (int i = 0; i < BATCH && oldest.hasNext(); i++) {
      Map.Entry<OpenCall, NamerRequest> next = oldest.next();
      oldest.remove();
      workers.add(next.getKey(), next.getValue());
    }
  }

  void remove(OpenCall poll) {
    polls.remove(poll);
  }

  /** Gives all of them to {@code action}. */
  void drain(Consumer<OpenCall> action) {
    List<OpenCall> all = List.copyOf(polls.keySet());
    polls.clear();
    all.forEach(action);
  }

  void clear() {
    polls.clear();
  }
}
