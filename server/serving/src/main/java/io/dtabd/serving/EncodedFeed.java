package io.dtabd.serving;

import io.dtabd.live.Derived;
import io.dtabd.live.Live;
import io.dtabd.live.Subscription;
import io.dtabd.live.Turn;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An answer in one format. It is encoded when it changes and only then, and encodings that are
 * equal are one message.
 */
final class EncodedFeed<T> implements Feed {

  private final Derived.Setting setting;
  private final Live<Answer<T>> answer;
  private final Format<T> format;
  private final AtomicLong sequence;
  private final UnaryOperator<Subscription> use;
  private final LongConsumer kept;
  private final Derived<Message> messages;

  /** The last answer and what it was encoded to. Used by the computation alone. */
  private io.dtabd.live.@Nullable State<T> encoded;

  private io.dtabd.live.State<Message> encoding = io.dtabd.live.State.pending();

  /** The last message there was, sent or not. */
  private @Nullable Message last;

  /** How often the answer was encoded; changed by the computation alone. */
  private final AtomicLong encodings = new AtomicLong();

  /** For those who came after what live values in the newest message say had changed. */
  private volatile @Nullable Restated restated;

  private record Restated(Message of, Message message) {}

  /**
   * @param sequence shared by all feeds of the process, so that a number names one message even
   *     after a feed was given up and made anew
   * @param use counts the watchers in: gives a subscription that ends the one it is given, too
   * @param kept told of how many bytes more there are, or fewer
   */
  EncodedFeed(
      Derived.Setting setting,
      Live<Answer<T>> answer,
      Format<T> format,
      AtomicLong sequence,
      UnaryOperator<Subscription> use,
      LongConsumer kept) {
    this.setting = setting;
    this.answer = answer;
    this.format = format;
    this.sequence = sequence;
    this.use = use;
    this.kept = kept;
    this.messages = new Derived<>(setting, reads -> encode(Answer.of(reads.read(answer))));
  }

  @Override
  public State now() {
    return switch (messages.last()) {
      case io.dtabd.live.State.Pending<Message> _ -> new State.Waiting();
      case io.dtabd.live.State.Ok<Message>(var message) -> {
        Restated now = restated;
        yield new State.Newest(now != null && now.of == message ? now.message : message);
      }
      case io.dtabd.live.State.Failed<Message>(var reason) -> new State.Failed(reason);
    };
  }

  @Override
  public Subscription observe(Runnable onChange) {
    return use.apply(messages.observe(onChange));
  }

  /** Takes in what has changed, in the caller's thread, so that {@link #now} is not behind it. */
  void refresh() {
    long before = encodings.get();
    restateUnlessNew(messages.now(), before);
  }

  /** The same, where its party takes turns with others: large answers take long to encode. */
  void refreshInTurn(long deadline) throws InterruptedException {
    long before = encodings.get();
    restateUnlessNew(Turn.take(messages, setting.executor(), deadline), before);
  }

  private void restateUnlessNew(io.dtabd.live.State<Message> state, long encodingsBefore) {
    if (state instanceof io.dtabd.live.State.Ok<Message>(var message)
        && format.readsLiveValues()
        && encodings.get() == encodingsBefore) {
      restate(message);
    }
  }

  /** Nobody is told: it is for those who begin to watch, and for those who fell behind. */
  private void restate(Message message) {
    if (format.encode(Answer.of(answer.now()).state())
        instanceof io.dtabd.live.State.Ok<byte[]>(var bytes)) {
      boolean differs = !message.bytes().equals(ByteBuffer.wrap(bytes));
      restated =
          differs
              ? new Restated(message, message.restated(bytes, sequence.incrementAndGet()))
              : null;
    }
  }

  void releaseIfIdle() {
    messages.releaseIfIdle();
  }

  private io.dtabd.live.State<Message> encode(Answer<T> answer) {
    if (!answer.state().equals(encoded)) {
      encoding = messageOf(format.encode(answer.state()));
      encoded = answer.state();
    }
    // Where a settled answer says nothing, what was said last stands for the new table too.
    boolean stands =
        switch (encoding) {
          case io.dtabd.live.State.Ok<Message> _ -> true;
          case io.dtabd.live.State.Pending<Message> _ ->
              answer.state() instanceof io.dtabd.live.State.Ok;
          case io.dtabd.live.State.Failed<Message> _ -> false;
        };
    if (stands && last != null && answer.table().isPresent()) {
      last.isAlsoOf(answer.table());
    }
    return encoding;
  }

  private io.dtabd.live.State<Message> messageOf(io.dtabd.live.State<byte[]> bytes) {
    return bytes.map(
        next -> {
          Message before = last;
          if (before != null && before.bytes().equals(ByteBuffer.wrap(next))) {
            return before;
          }
          var message = new Message(next, sequence.incrementAndGet());
          kept.accept(next.length - (before == null ? 0L : before.length()));
          last = message;
          encodings.incrementAndGet();
          return message;
        });
  }
}
