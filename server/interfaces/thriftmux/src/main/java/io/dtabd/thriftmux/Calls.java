package io.dtabd.thriftmux;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.naming.DelegateTree;
import io.dtabd.serving.Feed;
import io.dtabd.serving.Message;
import io.dtabd.serving.Question;
import io.dtabd.serving.Watcher;
import io.dtabd.store.Namespace;
import io.dtabd.thriftmux.NamerRequest.NameRef;
import io.dtabd.thriftmux.ThriftMetrics.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The calls that are open on one connection. A poll is an entry here and costs no thread; all polls
 * for one thing are one {@link Watch}. Only the event loop touches it.
 */
final class Calls {

  /** Names and addresses of a proxy that routes to 8,000 of them, on one connection. */
  static final int MAX_OPEN = 16_384;

  private final ThriftProtocol protocol;
  private final Channel channel;
  private final Outbox outbox;
  private final Answers answers;
  private final CallParser callParser;
  private final PollWorkers pollWorkers;
  private final Runnable whenNoneIsOpen;

  private final IntObjectMap<OpenCall> open = new IntObjectHashMap<>(2);
  private final Map<Question, Watch> watches = new HashMap<>(2);

  /** The watches without a poll, the longest first. */
  private final Set<Watch> between = new LinkedHashSet<>(2);

  /** The watches with news, which wait for the socket. */
  private final Queue<Watch> due = new ArrayDeque<>(1);

  private boolean draining;
  private boolean over;

  /**
   * @param whenNoneIsOpen called when the last open call is answered or given up
   */
  Calls(ThriftProtocol protocol, Channel channel, Outbox outbox, Runnable whenNoneIsOpen) {
    this.protocol = protocol;
    this.channel = channel;
    this.outbox = outbox;
    this.answers = new Answers(outbox);
    this.callParser = new CallParser(protocol.refusals(), channel, answers);
    this.pollWorkers = new PollWorkers(protocol.namer(), this::openedLater);
    this.whenNoneIsOpen = whenNoneIsOpen;
  }

  Answers answers() {
    return answers;
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  boolean isDraining() {
    return draining;
  }

  /**
   * Takes a call.
   *
   * @param payload a Thrift message; read from
   */
  void call(Form form, int tag, ByteBuf payload) throws BadFrameException {
    if (form != Form.FRAMED && tag == 0) {
      throw BadFrameException.malformed("a call under tag 0, to which there is no answer");
    }
    if (open.containsKey(tag)) {
      throw new BadFrameException(
          Refusal.TAG_IN_USE, "tag %d has a call that is not answered".formatted(tag));
    }
    if (open.size() == MAX_OPEN) {
      callParser.refuse(
          form,
          tag,
          Refusal.TOO_MANY_CALLS,
          "%d calls are open on this connection, which is the limit; open another connection"
              .formatted(MAX_OPEN));
      return;
    }
    callParser.read(form, tag, payload).ifPresent(asked -> begin(asked.call(), asked.request()));
  }

  private void begin(OpenCall call, NamerRequest request) {
    open.put(call.tag, call);
    if (request instanceof NamerRequest.Delegate delegate) {
      if (delegate.stamp() == Stamp.NONE) {
        call.worker =
            Thread.ofVirtual().name("thrift delegate").start(() -> delegate(call, delegate));
      }
      return;
    }
    // Who has a value waits for the next one; who has none gets one that is not behind any write,
    // which takes more.
    Watch watch = call.stamp == Stamp.NONE ? null : known(request);
    if (watch != null) {
      poll(watch, call);
    } else {
      pollWorkers.add(call, request);
    }
  }

  private @Nullable Watch known(NamerRequest request) {
    Question question =
        switch (request) {
          case NamerRequest.Bind(var dtab, var name)
              when dtab.isEmpty() && Namespace.isValid(name.namespace()) ->
              new Question.Bind(new Namespace(name.namespace()), name.path(), Dtab.EMPTY);
          case NamerRequest.Addr(var name) -> new Question.Addresses(name.path());
          case NamerRequest.Dtab(_, var namespace) when Namespace.isValid(namespace) ->
              new Question.DtabOf(new Namespace(namespace));
          case NamerRequest.Bind _, NamerRequest.Dtab _, NamerRequest.Delegate _ -> null;
        };
    return question == null ? null : watches.get(question);
  }

  /** In a worker's thread. */
  private void openedLater(OpenCall call, NamerRequest request, Namer.Opened opened) {
    later(() -> opened(call, request.name(), opened));
  }

  private void opened(OpenCall call, NameRef name, Namer.Opened opened) {
    if (open.get(call.tag) != call) {
      return; // given up meanwhile
    }
    switch (opened) {
      case Namer.Opened.Refused(var reason) -> fail(call, name, reason);
      case Namer.Opened.Watching watching -> {
        Watch watch = watches.get(watching.question());
        if (watch == null) {
          watch = open(watching);
        }
        if (watch == null) {
          String text =
              "%d polls are open on this server, which is its limit; use another one"
                  .formatted(ThriftProtocol.MAX_WATCHES);
          protocol.refusals().add(Refusal.TOO_MANY_CALLS, channel.remoteAddress(), text);
          fail(call, name, text);
        } else {
          poll(watch, call);
        }
      }
    }
  }

  private @Nullable Watch open(Namer.Opened.Watching watching) {
    if (watches.size() >= MAX_OPEN && !between.isEmpty()) {
      end(between.iterator().next());
    }
    if (!protocol.places().tryAcquire()) {
      return null;
    }
    Question question = watching.question();
    Watcher watcher =
        protocol
            .watchers()
            .open(io.dtabd.serving.Protocol.THRIFTMUX, channel.remoteAddress(), question);
    Feed feed = watching.feed();
    var audience = protocol.audiences(channel.eventLoop()).of(feed);
    var watch = new Watch(this, feed, audience, question, watcher);
    watches.put(question, watch);
    watch.open();
    return watch;
  }

  private void poll(Watch watch, OpenCall call) {
    between.remove(watch);
    watch.add(call);
  }

  /** Whether an answer can be sent now. If not, {@code watch} is told when it can. */
  boolean canAnswer(Watch watch) {
    if (outbox.isReady()) {
      return true;
    }
    if (!watch.isDue) {
      watch.isDue = true;
      due.add(watch);
    }
    return false;
  }

  void answer(OpenCall call, Watch watch, Message message) {
    int bytes = answers.value(call, watch, message);
    over(call, Outcome.ANSWERED, bytes);
  }

  /** All polls of {@code watch} are answered. */
  void answered(Watch watch) {
    watch.answeredAt = protocol.nanos();
    between.add(watch);
  }

  void fail(OpenCall call, Watch watch, String reason) {
    fail(call, Answers.name(call, watch.question()), reason);
  }

  private void fail(OpenCall call, NameRef name, String reason) {
    answers.failure(call, name, reason);
    over(call, Outcome.FAILED, 0);
  }

  /** The server is stopping and {@code call} has no answer. */
  void giveUp(OpenCall call) {
    answers.nack(call);
    over(call, Outcome.FAILED, 0);
  }

  private void over(OpenCall call, Outcome outcome, long bytes) {
    open.remove(call.tag);
    protocol.metrics().over(call.method, outcome, bytes);
    if (open.isEmpty()) {
      whenNoneIsOpen.run();
    }
  }

  /** Forgets a watch that has no poll. */
  void end(Watch watch) {
    between.remove(watch);
    if (watches.remove(watch.question(), watch)) {
      watch.close();
      protocol.places().release();
    }
  }

  /** The client gives up a call. There is no such call if its answer is under way. */
  void discard(int tag) {
    OpenCall call = open.get(tag);
    if (call == null) {
      return;
    }
    letGo(call);
    Watch watch = call.watch;
    if (watch != null) {
      watch.remove(call);
      if (watch.isIdle()) {
        end(watch);
      }
    }
    answers.discarded(tag);
    over(call, Outcome.DISCARDED, 0);
  }

  /** The socket has taken everything: those who waited for it have their turn. */
  void unblocked() {
    for (int left = due.size(); left > 0 && outbox.isReady(); left--) {
      Watch watch = due.remove();
      watch.isDue = false;
      watch.tell();
    }
  }

  /** Ends the watches whose next poll did not come. */
  void tick(long nanos) {
    long limit = protocol.timeouts().between().toNanos();
    while (!between.isEmpty()) {
      Watch longest = between.iterator().next();
      if (nanos - longest.answeredAt < limit) {
        return;
      }
      end(longest);
    }
  }

  /**
   * From now on every poll is answered at once, with what the client may have already: it asks
   * again elsewhere, and was not failed.
   */
  void drain() {
    draining = true;
    List.copyOf(watches.values()).forEach(Watch::tell);
    for (OpenCall call : new ArrayList<>(open.values())) {
      boolean isNeverAnswered = call.method == Method.DELEGATE && call.worker == null;
      if (isNeverAnswered) {
        giveUp(call);
      }
    }
  }

  /** The connection is closed. */
  void close() {
    over = true;
    pollWorkers.clear();
    for (OpenCall call : open.values()) {
      letGo(call);
      protocol.metrics().over(call.method, Outcome.DISCARDED, 0);
    }
    open.clear();
    List.copyOf(watches.values()).forEach(this::end);
    due.clear();
  }

  private static void letGo(OpenCall call) {
    if (call.worker != null) {
      call.worker.interrupt();
    }
  }

  /** In a thread of its own. */
  private void delegate(OpenCall call, NamerRequest.Delegate request) {
    try {
      State<DelegateTree> tree = protocol.namer().delegate(request);
      later(() -> delegated(call, request, tree));
    } catch (InterruptedException e) {
      // Given up.
    }
  }

  private void delegated(OpenCall call, NamerRequest.Delegate request, State<DelegateTree> tree) {
    if (open.get(call.tag) != call) {
      return; // given up meanwhile
    }
    switch (tree) {
      case State.Ok<DelegateTree>(var known) -> {
        int bytes = answers.delegation(call, known, request.namespace());
        over(call, Outcome.ANSWERED, bytes);
      }
      case State.Failed<DelegateTree>(var reason) -> fail(call, NameRef.NONE, reason);
      case State.Pending<DelegateTree> _ -> throw new AssertionError("it was waited for");
    }
  }

  private void later(Runnable task) {
    try {
      channel
          .eventLoop()
          .execute(
              () -> {
                if (!over) {
                  task.run();
                }
              });
    } catch (RejectedExecutionException e) {
      // The server has stopped.
    }
  }
}
