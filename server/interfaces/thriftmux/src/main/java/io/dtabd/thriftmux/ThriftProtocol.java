package io.dtabd.thriftmux;

import io.dtabd.config.Limits;
import io.dtabd.config.SocketOptions;
import io.dtabd.net.Connection;
import io.dtabd.net.LoopAudiences;
import io.dtabd.net.Protocol;
import io.dtabd.net.RefusalLog;
import io.dtabd.serving.PolledQuestion;
import io.dtabd.serving.Quota;
import io.dtabd.serving.Serving;
import io.dtabd.serving.WatchSession;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.function.LongSupplier;

/** Thriftmux for one listener: its limits, and what its connections share. */
public final class ThriftProtocol implements Protocol {

  /**
   * Questions that are served before the event loop does something else: a millisecond of work, so
   * that other connections of the loop wait no longer.
   */
  private static final int SLICE = 256;

  private final Limits limits;
  private final Timeouts timeouts;
  private final ThriftMetrics metrics;
  private final LongSupplier nanoClock;
  private final RefusalLog<Refusal> refusals;
  private final Namer namer;
  private final Quota places = new Quota(Quota.WATCHERS);
  private final WatchSession.Setting sessions;
  private final LoopAudiences<PolledQuestion<OpenCall>> audiences =
      new LoopAudiences<>(SLICE, WatchSession.server());

  /**
   * @param sockets for the timeouts in it
   */
  public ThriftProtocol(
      Serving serving, Limits limits, SocketOptions sockets, ThriftMetrics metrics) {
    this(serving, limits, Timeouts.of(limits, sockets), metrics, System::nanoTime);
  }

  ThriftProtocol(
      Serving serving,
      Limits limits,
      Timeouts timeouts,
      ThriftMetrics metrics,
      LongSupplier nanoClock) {
    this.limits = limits;
    this.timeouts = timeouts;
    this.metrics = metrics;
    this.nanoClock = nanoClock;
    this.refusals = new RefusalLog<>("thriftmux", Refusal.class, metrics::refused, nanoClock);
    this.namer = new Namer(serving, limits.maxConcurrentRequests());
    this.sessions =
        new WatchSession.Setting(
            serving.watchers(),
            io.dtabd.serving.Protocol.THRIFTMUX,
            places,
            Calls.MAX_OPEN,
            timeouts.between(),
            timeouts.betweenConfirmed(),
            nanoClock);
  }

  @Override
  public Connection begin(Channel channel) {
    return new ThriftConnection(this);
  }

  Timeouts timeouts() {
    return timeouts;
  }

  ThriftMetrics metrics() {
    return metrics;
  }

  RefusalLog<Refusal> refusals() {
    return refusals;
  }

  Namer namer() {
    return namer;
  }

  /** Of a message, whole or in pieces. */
  int maxMessageBytes() {
    return limits.maxBodyBytes();
  }

  /** For questions that are polled, those between two polls included. */
  Quota places() {
    return places;
  }

  /** For the polls of a connection on that event loop. */
  WatchSession<OpenCall> newSession(WatchSession.Client<OpenCall> client, EventLoop loop) {
    return new WatchSession<>(sessions, client, audiences.of(loop));
  }

  long nanos() {
    return nanoClock.getAsLong();
  }
}
