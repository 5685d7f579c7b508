package io.dtabd.serving;

import io.dtabd.live.Derived;
import io.dtabd.live.InTurn;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import io.dtabd.live.Turn;
import io.dtabd.serving.memory.MemoryBudget;
import java.time.Duration;
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

    /** Of messages that are encoded, in bytes. */
    long encoded;
  }

  /** Used by the computation alone. */
  private boolean isKnown;

  /** Somebody has come to follow it: from then on it is not given up for want of memory. */
  private volatile boolean followed;

  private volatile boolean refused;

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
              return keep(answer, weight);
            });
  }

  /** What nobody follows yet is given up where there is no memory for it. */
  private State<Answer<T>> keep(State<Answer<T>> answer, long weight) {
    if (isKnown || followed) {
      answerCache.weighed(this, weight);
      return answer;
    }
    if (!answerCache.weighedFirst(this, weight)) {
      refused = true;
      return State.failed(ErrorText.noMemory(MemoryBudget.Refusal.TOTAL));
    }
    refused = false;
    isKnown = Answer.of(answer).state() instanceof State.Ok;
    return answer;
  }

  /**
   * Looks whether there was memory for the answer.
   *
   * @throws TooManyQuestionsException if not
   */
  public void checkKept() {
    if (refused) {
      throw TooManyQuestionsException.noMemory();
    }
  }

  /** Whether it was given up for want of memory; then it is not kept any more. */
  boolean isRefused() {
    return refused;
  }

  void encoded(long more) {
    answerCache.encoded(this, more);
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
  private void takeTurn() throws InterruptedException {
    nowInTurn(System.nanoTime() + Await.ANSWER_LIMIT.toNanos());
    checkKept();
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
   * @throws TooManyQuestionsException if there is no memory for the answer
   */
  public Feed feed(Format<T> format) {
    EncodedFeed<T> encoded = encodedFeed(format);
    encoded.refresh();
    checkKept();
    return encoded;
  }

  /**
   * The same for one who comes to follow it: computed and encoded in the turn of its party, so that
   * a large answer holds up no other's, and kept meanwhile, so that it counts. It may begin without
   * a message.
   *
   * @param patience how long a first state is waited for; not at all if it is zero
   */
  public Feed follow(Format<T> format, Duration patience) throws InterruptedException {
    try (Subscription _ = inUse(Subscription.NONE)) {
      takeTurn();
      if (patience.isPositive()) {
        Await.settled(this, patience);
      }
      EncodedFeed<T> encoded = encodedFeed(format);
      encoded.refreshInTurn(System.nanoTime() + Await.ANSWER_LIMIT.toNanos());
      checkKept();
      followed = true;
      return encoded;
    }
  }

  private EncodedFeed<T> encodedFeed(Format<T> format) {
    EncodedFeed<T> encoded;
    synchronized (feeds) {
      encoded = feeds.get(format);
      if (encoded == null) {
        if (feeds.size() == MAX_FORMATS) {
          throw new IllegalStateException("a format must be a constant, not made for each request");
        }
        encoded = new EncodedFeed<>(setting, answers, format, sequence, this::inUse, this::encoded);
        feeds.put(format, encoded);
      }
    }
    return encoded;
  }

  /** The answer together with the table that it was computed from, for other answers to read. */
  Live<Answer<T>> versioned() {
    return versioned;
  }

  /** What is kept because of this answer, for each of those who use it, in bytes. */
  public long bytesOfEach() {
    return answerCache.bytesOfEach(this);
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
