package io.dtabd.serving;

import io.dtabd.live.Derived;
import io.dtabd.serving.SharedAnswer.Residency;
import io.dtabd.serving.memory.MemoryBudget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Which answers are kept. One that is used stays. One that nobody uses stays for the linger time,
 * or until there are too many or too large ones of these: then those go first that were not asked
 * for the longest.
 *
 * <p>Inside: what goes is let go of by the executor, with no lock held, since those who come here
 * may be in the middle of a computation. {@code idle} is in the order of last use; an entry that is
 * older than one whole sweep interval, which is the linger time, goes with the next sweep.
 */
final class AnswerCache {

  private final Derived.Setting setting;
  private final Questions.Limits limits;
  private final MemoryBudget memory;

  private final Map<Question, SharedAnswer<?>> all = new HashMap<>();
  private final LinkedHashMap<Question, SharedAnswer<?>> idle = new LinkedHashMap<>();

  /** The sum over {@code idle}. */
  private long idleWeight;

  private long sweeps;
  private boolean sweepIsSet;
  private long evicted;
  private long refused;

  /**
   * @param memory where all that are kept count
   */
  AnswerCache(Derived.Setting setting, Questions.Limits limits, MemoryBudget memory) {
    this.setting = setting;
    this.limits = limits;
    this.memory = memory;
  }

  /**
   * The answer to {@code question}, which counts as asked now.
   *
   * @throws TooManyQuestionsException if it is a new one and all that there may be are in use
   */
  SharedAnswer<?> get(Question question, Supplier<? extends SharedAnswer<?>> make) {
    var gone = new ArrayList<SharedAnswer<?>>();
    try {
      return get(question, make, gone);
    } finally {
      release(gone);
    }
  }

  private synchronized SharedAnswer<?> get(
      Question question, Supplier<? extends SharedAnswer<?>> make, List<SharedAnswer<?>> gone) {
    SharedAnswer<?> answer = all.get(question);
    if (answer != null && answer.isRefused()) {
      removeIdle(answer);
      forget(answer);
      answer = null;
    }
    if (answer == null) {
      makeRoom(bytes(Weights.of(question)), gone);
      answer = make.get();
      all.put(question, answer);
    }
    if (answer.residency.users == 0) {
      toEndOfIdle(answer);
      trim(gone);
    }
    return answer;
  }

  void used(SharedAnswer<?> answer) {
    synchronized (this) {
      if (answer.residency.users++ == 0) {
        removeIdle(answer);
        // It may have been given up since it was asked for; then it is kept again, unless another
        // has its place.
        if (!answer.isRefused() && all.putIfAbsent(answer.question(), answer) == null) {
          memory.add(bytes(answer));
        }
      }
    }
  }

  void unused(SharedAnswer<?> answer) {
    var gone = new ArrayList<SharedAnswer<?>>();
    synchronized (this) {
      if (--answer.residency.users == 0) {
        if (all.get(answer.question()) == answer) {
          toEndOfIdle(answer);
          trim(gone);
        } else {
          gone.add(answer);
        }
      }
    }
    release(gone);
  }

  /** An answer that somebody may follow has become this large. */
  void weighed(SharedAnswer<?> answer, long weight) {
    var gone = new ArrayList<SharedAnswer<?>>();
    synchronized (this) {
      weighIn(answer, weight);
      trim(gone);
    }
    release(gone);
  }

  /**
   * The same of one that was computed for the first time.
   *
   * @return false if there is no memory for it; then it is given up
   */
  boolean weighedFirst(SharedAnswer<?> answer, long weight) {
    var gone = new ArrayList<SharedAnswer<?>>();
    boolean isKept;
    synchronized (this) {
      long bytes = (weight - answer.residency.weight) * Weights.BYTES;
      boolean isIdle = removeIdle(answer); // so that it does not go to make room for itself
      isKept = !isKept(answer) || bytes <= 0 || hasRoom(bytes, gone);
      if (isKept) {
        weighIn(answer, weight);
        if (isIdle) {
          toEndOfIdle(answer);
        }
        trim(gone);
      } else {
        refused++;
        memory.refuse(bytes);
        forget(answer);
      }
    }
    release(gone);
    return isKept;
  }

  private boolean hasRoom(long bytes, List<SharedAnswer<?>> gone) {
    while (!memory.hasRoom(bytes)) {
      if (idle.isEmpty()) {
        return false;
      }
      evictEldest(gone);
    }
    return true;
  }

  private void weighIn(SharedAnswer<?> answer, long weight) {
    long more = weight - answer.residency.weight;
    if (idle.get(answer.question()) == answer) {
      idleWeight += more;
    }
    if (isKept(answer)) {
      memory.add(more * Weights.BYTES);
    }
    answer.residency.weight = weight;
  }

  /** So many bytes more are there of its messages, or fewer. */
  synchronized void encoded(SharedAnswer<?> answer, long more) {
    if (isKept(answer)) {
      memory.add(more);
    }
    answer.residency.encoded += more;
  }

  private boolean isKept(SharedAnswer<?> answer) {
    return all.get(answer.question()) == answer;
  }

  /** What is kept because of {@code answer}, for each of those who use it. */
  synchronized long bytesOfEach(SharedAnswer<?> answer) {
    return bytes(answer) / Math.max(1, answer.residency.users);
  }

  synchronized int count() {
    return all.size();
  }

  synchronized int idleCount() {
    return idle.size();
  }

  synchronized long idleWeight() {
    return idleWeight;
  }

  synchronized long evicted() {
    return evicted;
  }

  synchronized long refused() {
    return refused;
  }

  private static long bytes(SharedAnswer<?> answer) {
    return bytes(answer.residency.weight) + answer.residency.encoded;
  }

  /** What is kept for an answer of a weight, in the budget. */
  private static long bytes(long weight) {
    return Weights.BYTES_OF_QUESTION + weight * Weights.BYTES;
  }

  private void makeRoom(long bytes, List<SharedAnswer<?>> gone) {
    if (all.size() >= limits.questions()) {
      if (idle.isEmpty()) {
        refused++;
        throw TooManyQuestionsException.ofLimit(limits.questions());
      }
      evictEldest(gone);
    }
    while (!memory.tryTake(bytes)) {
      if (idle.isEmpty()) {
        refused++;
        memory.refuse(bytes);
        throw TooManyQuestionsException.noMemory();
      }
      evictEldest(gone);
    }
  }

  private void trim(List<SharedAnswer<?>> gone) {
    while (idle.size() > limits.idle()
        || idleWeight > limits.idleWeight()
        || (idle.size() > 1 && memory.isShort())) { // the last may be what is asked for now
      evictEldest(gone);
    }
  }

  private void evictEldest(List<SharedAnswer<?>> gone) {
    SharedAnswer<?> eldest = idle.firstEntry().getValue();
    removeIdle(eldest);
    forget(eldest);
    evicted++;
    gone.add(eldest);
  }

  private void forget(SharedAnswer<?> answer) {
    if (all.remove(answer.question(), answer)) {
      memory.giveBack(bytes(answer));
    }
  }

  private void toEndOfIdle(SharedAnswer<?> answer) {
    removeIdle(answer);
    idle.put(answer.question(), answer);
    idleWeight += answer.residency.weight;
    answer.residency.idleSince = sweeps;
    if (!sweepIsSet) {
      sweepIsSet = true;
      setting.timer().after(setting.linger(), this::sweep);
    }
  }

  /** Whether it was idle. */
  private boolean removeIdle(SharedAnswer<?> answer) {
    boolean isIdle = idle.remove(answer.question(), answer);
    if (isIdle) {
      idleWeight -= answer.residency.weight;
    }
    return isIdle;
  }

  private void sweep() {
    var gone = new ArrayList<SharedAnswer<?>>();
    synchronized (this) {
      sweeps++;
      Iterator<SharedAnswer<?>> eldestFirst = idle.values().iterator();
      while (eldestFirst.hasNext()) {
        SharedAnswer<?> answer = eldestFirst.next();
        Residency residency = answer.residency;
        if (residency.idleSince > sweeps - 2) {
          break;
        }
        eldestFirst.remove();
        idleWeight -= residency.weight;
        forget(answer);
        gone.add(answer);
      }
      sweepIsSet = !idle.isEmpty();
      if (sweepIsSet) {
        setting.timer().after(setting.linger(), this::sweep);
      }
    }
    release(gone);
  }

  private void release(List<SharedAnswer<?>> gone) {
    if (gone.isEmpty()) {
      return;
    }
    try {
      setting.executor().execute(() -> gone.forEach(SharedAnswer::release));
    } catch (RejectedExecutionException e) {
      // The server has stopped, and lets go of everything anyway.
    }
  }
}
