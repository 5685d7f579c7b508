package io.dtabd.thriftmux;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.naming.DelegateTree;
import io.dtabd.serving.Question;
import io.dtabd.serving.WatchSession;
import io.dtabd.serving.Weights;
import io.dtabd.store.Namespace;
import io.dtabd.thriftmux.NamerRequest.NameRef;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Takes the calls of one connection, and has each done by those who can: polls by its {@link
 * WatchSession}, at no thread each, delegations by a thread of their own. Only the event loop
 * touches it.
 */
final class Calls {

  /** Names and addresses of a proxy that routes to 8,000 of them, on one connection. */
  static final int MAX_OPEN = 16_384;

  private final ThriftProtocol protocol;
  private final Channel channel;
  private final OpenCalls open;
  private final CallParser callParser;
  private final PollWorkers pollWorkers;
  private final WatchSession<OpenCall> session;
  private final RoomQueue forRoom;
  private final Runnable whenTooMuch;
  private boolean draining;
  private boolean over;

  /**
   * @param whenTooMuch called when a poll can neither be taken nor wait
   */
  Calls(ThriftProtocol protocol, Channel channel, OpenCalls open, Runnable whenTooMuch) {
    this.whenTooMuch = whenTooMuch;
    this.forRoom = new RoomQueue(open::keepMore);
    this.protocol = protocol;
    this.channel = channel;
    this.open = open;
    this.callParser = new CallParser(protocol.refusals(), channel, open.answers());
    this.pollWorkers = new PollWorkers(protocol.namer(), this::openedLater);
    this.session = protocol.newSession(open, channel.eventLoop());
  }

  boolean isEmpty() {
    return open.size() == 0;
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
    if (open.under(tag) != null) {
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
    open.add(call);
    if (request instanceof NamerRequest.Delegate delegate) {
      if (delegate.stamp() == Stamp.NONE) {
        call.worker =
            Thread.ofVirtual().name("thrift delegate").start(() -> delegate(call, delegate));
      }
      return;
    }
    // A client with a value waits for the next one; one without gets a value that is not behind
    // any write, which takes more.
    Question known = call.stamp() == Stamp.NONE ? null : question(request);
    if (known == null || !session.poll(known, call)) {
      ask(call, request);
    }
  }

  /** What is long takes much when it is read, which counts until then. */
  private void ask(OpenCall call, NamerRequest request) {
    if (open.keep(bytesWhenRead(request), 0)) {
      pollWorkers.add(call, request);
    } else {
      waitForRoom(call, request, Refusal.NO_MEMORY);
    }
  }

  private static long bytesWhenRead(NamerRequest request) {
    return request instanceof NamerRequest.Bind bind
        ? Weights.bytesWhenRead(bind.dtab().length())
        : 0;
  }

  /** What is asked, as far as that is known without asking it. */
  private static @Nullable Question question(NamerRequest request) {
    return switch (request) {
      case NamerRequest.Bind(var dtab, var name)
          when dtab.isEmpty() && Namespace.isValid(name.namespace()) ->
          new Question.Bind(new Namespace(name.namespace()), name.path(), Dtab.EMPTY);
      case NamerRequest.Addr(var name) -> new Question.Addresses(name.path());
      case NamerRequest.Dtab(_, var namespace) when Namespace.isValid(namespace) ->
          new Question.DtabOf(new Namespace(namespace));
      case NamerRequest.Bind _, NamerRequest.Dtab _, NamerRequest.Delegate _ -> null;
    };
  }

  /** In a worker's thread. */
  private void openedLater(OpenCall call, NamerRequest request, Namer.Opened opened) {
    later(() -> opened(call, request, opened));
  }

  private void opened(OpenCall call, NamerRequest request, Namer.Opened opened) {
    open.letGo(bytesWhenRead(request), 0);
    if (!open.isOpen(call)) {
      return; // given up meanwhile
    }
    switch (opened) {
      case Namer.Opened.Refused(var reason) -> open.fail(call, request.name(), reason);
      case Namer.Opened.NoRoom() -> waitForRoom(call, request, Refusal.NO_MEMORY);
      case Namer.Opened.Watching(var question, var feed, var answerBytes) -> {
        switch (session.poll(question, feed, answerBytes, call)) {
          case ENOUGH -> {}
          case NO_PLACE -> waitForRoom(call, request, Refusal.TOO_MANY_CALLS);
          case NO_MEMORY -> waitForRoom(call, request, Refusal.NO_MEMORY);
        }
      }
    }
  }

  private void waitForRoom(OpenCall call, NamerRequest request, Refusal reason) {
    protocol.refusals().add(reason, channel.remoteAddress(), null);
    if (draining) {
      open.giveUp(call);
    } else if (!forRoom.add(call, request, protocol.nanos())) {
      whenTooMuch.run();
    }
  }

  /** The client gives up a call. There is no such call if its answer is under way. */
  void discard(int tag) {
    OpenCall call = open.under(tag);
    if (call == null) {
      return;
    }
    letGo(call);
    forRoom.remove(call);
    session.discard(call);
    open.discarded(call);
  }

  /** The socket has taken everything. */
  void unblocked() {
    session.ready();
  }

  void tick(long nanos) {
    session.tick(nanos);
    forRoom.retry(nanos, pollWorkers);
  }

  /** The server is stopping: polls are answered, and what never will be is given up. */
  void drain() {
    session.drain();
    draining = true;
    forRoom.drain(open::giveUp);
    for (OpenCall call : open.all()) {
      boolean isNeverAnswered = call.method == Method.DELEGATE && call.worker == null;
      if (isNeverAnswered) {
        open.giveUp(call);
      }
    }
  }

  /** Nothing more is answered. */
  void close() {
    if (over) {
      return;
    }
    over = true;
    pollWorkers.clear();
    forRoom.clear();
    open.all().forEach(Calls::letGo);
    open.dropAll();
    session.close();
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
    if (!open.isOpen(call)) {
      return; // given up meanwhile
    }
    switch (tree) {
      case State.Ok<DelegateTree>(var known) -> open.delegated(call, known, request.namespace());
      case State.Failed<DelegateTree>(var reason) -> open.fail(call, NameRef.NONE, reason);
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
