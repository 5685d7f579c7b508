package io.dtabd.thriftmux;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

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

  /** What a poll that waits takes, besides its dtab. */
  private static final int BYTES = 512;

  private final LongConsumer kept;
  private final Map<OpenCall, NamerRequest> polls = new LinkedHashMap<>(1);
  private long due;

  /**
   * @param kept told of how many bytes more there are, or fewer
   */
  RoomQueue(LongConsumer kept) {
    this.kept = kept;
  }

  /**
   * @return false if too much waits already, or this is too long
   */
  boolean add(OpenCall poll, NamerRequest request, long nanos) {
    if (dtabChars(request) > MAX_DTAB_CHARS || polls.size() == MAX_POLLS) {
      return false;
    }
    if (polls.isEmpty()) {
      due = nanos + PAUSE.toNanos();
    }
    polls.put(poll, request);
    kept.accept(bytes(request));
    return true;
  }

  private static int dtabChars(NamerRequest request) {
    return request instanceof NamerRequest.Bind bind ? bind.dtab().length() : 0;
  }

  private static long bytes(NamerRequest request) {
    return BYTES + 2L * dtabChars(request);
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
      kept.accept(-bytes(next.getValue()));
      workers.add(next.getKey(), next.getValue());
    }
  }

  void remove(OpenCall poll) {
    NamerRequest request = polls.remove(poll);
    if (request != null) {
      kept.accept(-bytes(request));
    }
  }

  /** Gives all of them to {@code action}. */
  void drain(Consumer<OpenCall> action) {
    List<OpenCall> all = List.copyOf(polls.keySet());
    clear();
    all.forEach(action);
  }

  void clear() {
    polls.values().forEach(request -> kept.accept(-bytes(request)));
    polls.clear();
  }
}
