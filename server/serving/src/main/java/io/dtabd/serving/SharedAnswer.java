package io.dtabd.serving;

import io.dtabd.live.Derived;
import io.dtabd.live.InTurn;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import io.dtabd.live.Turn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;

/**
 * The live answer to one question, computed once for all who ask it. To be asked for anew each
 * time, not kept: one that nobody has used for a while is given up, and then shared no more.
 */
public final class SharedAnswer<T> implements InTurn<T> {

  /** Formats are constants, a few for each interface. More than this is one made per request. */
  private static final int MAX_FORMATS = 32;

  private final Question question;
  private final AnswerCache answerCache;
  private final Derived.Setting setting;
  private final AtomicLong sequence;
  private final Derived<Answer<T>> answers;
  private final Map<Format<T>, EncodedFeed<T>> feeds = new HashMap<>();

  private final Live<Answer<T>> versioned =
      new Live<>() {
        @Override
        public State<Answer<T>> now() {
          return answers.now();
        }

        @Override
        public Subscription observe(Runnable onChange) {
          return inUse(answers.observe(onChange));
        }
      };

  /** For {@link AnswerCache}, and guarded by its lock. */
  final Residency residency = new Residency();

  /** What {@link AnswerCache} knows of it. */
  static final class Residency {
    int users;
    long idleSince;
    long weight;
  }

  /**
   * @param weigher how many nodes, endpoints or the like an answer has
   */
  SharedAnswer(
      Question question,
      AnswerCache answerCache,
      Derived.Setting setting,
      AtomicLong sequence,
      ToIntFunction<T> weigher,
      Derived.Computation<Answer<T>> computation) {
    this.question = question;
    this.answerCache = answerCache;
    this.setting = setting;
    this.sequence = sequence;
    int ownWeight = Weights.of(question);
    this.residency.weight = ownWeight;
    this.answers =
        new Derived<>(
            setting,
            reads -> {
              State<Answer<T>> answer = computation.compute(reads);
              long weight =
                  Answer.of(answer).state() instanceof State.Ok<T>(var value)
                      ? (long) ownWeight + weigher.applyAsInt(value)
                      : ownWeight;
              answerCache.weighed(this, weight);
              return answer;
            });
  }

  public Question question() {
    return question;
  }

  @Override
  public State<T> now() {
    return Answer.of(answers.now()).state();
  }

  @Override
  public State<T> nowInTurn(long deadline) throws InterruptedException {
    return Answer.of(Turn.take(answers, setting.executor(), deadline)).state();
  }

  /**
   * So that nothing is computed out of turn for a watcher that comes. It may begin without a state,
   * so it waits no longer than its client would.
   */
  public void takeTurn() throws InterruptedException {
    nowInTurn(System.nanoTime() + Await.ANSWER_LIMIT.toNanos());
  }

  @Override
  public Subscription observe(Runnable onChange) {
    return inUse(answers.observe(onChange));
  }

  /**
   * This answer, encoded, for streams: the same feed for everyone who names the same format. What
   * it says is not behind any write that returned before this call. May compute, so not to be
   * called on an event loop.
   *
   * @param format a constant
   */
  public Feed feed(Format<T> format) {
    EncodedFeed<T> encoded;
    synchronized (feeds) {
      encoded = feeds.get(format);
      if (encoded == null) {
        if (feeds.size() == MAX_FORMATS) {
          throw new IllegalStateException("a format must be a constant, not made for each request");
        }
        encoded = new EncodedFeed<>(setting, answers, format, sequence, this::inUse);
        feeds.put(format, encoded);
      }
    }
    encoded.refresh();
    return encoded;
  }

  /** The answer together with the table that it was computed from, for other answers to read. */
  Live<Answer<T>> versioned() {
    return versioned;
  }

  /** Lets go of everything that nobody uses at this moment. */
  void release() {
    List<EncodedFeed<T>> all;
    synchronized (feeds) {
      all = List.copyOf(feeds.values());
    }
    all.forEach(EncodedFeed::releaseIfIdle);
    answers.releaseIfIdle();
  }

  private Subscription inUse(Subscription subscription) {
    answerCache.used(this);
    var closed = new AtomicBoolean();
    return () -> {
      subscription.close();
      if (closed.compareAndSet(false, true)) {
        answerCache.unused(this);
      }
    };
  }
}
