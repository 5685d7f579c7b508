package io.dtabd.thriftmux;

import io.dtabd.naming.DelegateTree;
import io.dtabd.serving.Message;
import io.dtabd.serving.PolledQuestion;
import io.dtabd.serving.WatchSession;
import io.dtabd.serving.memory.MemoryAccount;
import io.dtabd.thriftmux.NamerRequest.NameRef;
import io.dtabd.thriftmux.ThriftMetrics.Outcome;
import io.netty.channel.Channel;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one connection that are not answered yet, and the ways in which they end. Only the
 * event loop touches it.
 */
final class OpenCalls implements WatchSession.Client<OpenCall> {

  private final Channel channel;
  private final Outbox outbox;
  private final Answers answers;
  private final ThriftMetrics metrics;
  private final Runnable whenNoneIsOpen;
  private final Supplier<MemoryAccount> memory;
  private final IntObjectMap<OpenCall> open = new IntObjectHashMap<>(2);

  /**
   * @param memory of the connection, once it is open
   * @param whenNoneIsOpen called when the last open call is answered or given up
   */
  OpenCalls(
      Channel channel,
      Outbox outbox,
      Supplier<MemoryAccount> memory,
      ThriftMetrics metrics,
      Runnable whenNoneIsOpen) {
    this.channel = channel;
    this.memory = memory;
    this.outbox = outbox;
    this.answers = new Answers(outbox);
    this.metrics = metrics;
    this.whenNoneIsOpen = whenNoneIsOpen;
  }

  Answers answers() {
    return answers;
  }

  int size() {
    return open.size();
  }

  void add(OpenCall call) {
    open.put(call.tag, call);
  }

  @Nullable OpenCall under(int tag) {
    return open.get(tag);
  }

  boolean isOpen(OpenCall call) {
    return open.get(call.tag) == call;
  }

  List<OpenCall> all() {
    return new ArrayList<>(open.values());
  }

  @Override
  public SocketAddress remote() {
    return channel.remoteAddress();
  }

  @Override
  public boolean isReady() {
    return outbox.isReady();
  }

  @Override
  public long stamp(Message message) {
    return Values.stamp(message);
  }

  @Override
  public void answer(OpenCall poll, PolledQuestion<OpenCall> asked, Message message) {
    int bytes = answers.value(poll, asked, message);
    over(poll, Outcome.ANSWERED, bytes);
  }

  @Override
  public void fail(OpenCall poll, PolledQuestion<OpenCall> asked, String reason) {
    fail(poll, Answers.name(poll, asked.question()), reason);
  }

  @Override
  public boolean keep(long bytes, long share) {
    return memory.get().take(bytes, share).isEmpty();
  }

  @Override
  public void letGo(long bytes, long share) {
    memory.get().giveBack(bytes, share);
  }

  /** So many bytes more are kept for the client, or fewer; they cannot be refused. */
  void keepMore(long bytes) {
    memory.get().add(bytes);
  }

  /** The server is stopping, and the call has no answer. */
  @Override
  public void giveUp(OpenCall call) {
    answers.nack(call);
    over(call, Outcome.FAILED, 0);
  }

  void fail(OpenCall call, NameRef name, String reason) {
    answers.failure(call, name, reason);
    over(call, Outcome.FAILED, 0);
  }

  void delegated(OpenCall call, DelegateTree tree, String namespace) {
    int bytes = answers.delegation(call, tree, namespace);
    over(call, Outcome.ANSWERED, bytes);
  }

  /** The client gave it up. */
  void discarded(OpenCall call) {
    answers.discarded(call.tag);
    over(call, Outcome.DISCARDED, 0);
  }

  /** The connection is closed. */
  void dropAll() {
    for (OpenCall call : open.values()) {
      metrics.over(call.method, Outcome.DISCARDED, 0);
    }
    open.clear();
  }

  private void over(OpenCall call, Outcome outcome, long bytes) {
    open.remove(call.tag);
    metrics.over(call.method, outcome, bytes);
    if (open.isEmpty()) {
      whenNoneIsOpen.run();
    }
  }
}
