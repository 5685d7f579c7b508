package io.dtabd.serving;

import io.dtabd.live.Derived;
import io.dtabd.serving.SharedAnswer.Residency;
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

  private final Map<Question, SharedAnswer<?>> all = new HashMap<>();
  private final LinkedHashMap<Question, SharedAnswer<?>> idle = new LinkedHashMap<>();

  /** The sum over {@code idle}. */
  private long idleWeight;

  private long sweeps;
  private boolean sweepIsSet;
  private long evicted;
  private long refused;

  AnswerCache(Derived.Setting setting, Questions.Limits limits) {
    this.setting = setting;
    this.limits = limits;
  }

  /**
   * The answer to {@code question}, which counts as asked now.
   *
   * @throws TooManyQuestionsException if it is a new one and all that there may be are in use
   */
  SharedAnswer<?> get(Question question, Supplier<? extends SharedAnswer<?>> make) {
    var gone = new ArrayList<SharedAnswer<?>>();
    SharedAnswer<?> answer;
    synchronized (this) {
      answer = all.get(question);
      if (answer == null) {
        makeRoom(gone);
        answer = make.get();
        all.put(question, answer);
      }
      if (answer.residency.users == 0) {
        toEndOfIdle(answer);
        trim(gone);
      }
    }
    release(gone);
    return answer;
  }

  void used(SharedAnswer<?> answer) {
    synchronized (this) {
      if (answer.residency.users++ == 0) {
        removeIdle(answer);
        // It may have been given up since it was asked for; then it is kept again, unless another
        // has its place.
        all.putIfAbsent(answer.question(), answer);
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

  void weighed(SharedAnswer<?> answer, long weight) {
    var gone = new ArrayList<SharedAnswer<?>>();
    synchronized (this) {
      if (idle.get(answer.question()) == answer) {
        idleWeight += weight - answer.residency.weight;
      }
      answer.residency.weight = weight;
      trim(gone);
    }
    release(gone);
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

  private void makeRoom(List<SharedAnswer<?>> gone) {
    if (all.size() >= limits.questions()) {
      if (idle.isEmpty()) {
        refused++;
        throw new TooManyQuestionsException(limits.questions());
      }
      evictEldest(gone);
    }
  }

  private void trim(List<SharedAnswer<?>> gone) {
    while (idle.size() > limits.idle() || idleWeight > limits.idleWeight()) {
      evictEldest(gone);
    }
  }

  private void evictEldest(List<SharedAnswer<?>> gone) {
    SharedAnswer<?> eldest = idle.firstEntry().getValue();
    removeIdle(eldest);
    all.remove(eldest.question());
    evicted++;
    gone.add(eldest);
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

  private void removeIdle(SharedAnswer<?> answer) {
    if (idle.remove(answer.question(), answer)) {
      idleWeight -= answer.residency.weight;
    }
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
        all.remove(answer.question());
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
