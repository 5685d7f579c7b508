package io.dtabd.net.http;

import io.dtabd.config.Limits;
import io.dtabd.config.SocketOptions;
import io.dtabd.net.Connection;
import io.dtabd.net.LoopAudiences;
import io.dtabd.net.Protocol;
import io.dtabd.net.RefusalLog;
import io.dtabd.serving.Quota;
import io.netty.channel.Channel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** HTTP/1.1 for one listener: its routes and limits, and what its connections share. */
public final class HttpProtocol implements Protocol {

  private static final Set<String> KNOWN_METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT");

  private final Dispatcher dispatcher;
  private final Limits limits;
  private final Timeouts timeouts;
  private final HttpMetrics metrics;
  private final RefusalLog<HttpMetrics.Refusal> refusals;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final Quota running;
  private final LoopAudiences<StreamConnection> streams;
  private volatile Date date = new Date(Long.MIN_VALUE, "");

  private record Date(long second, String text) {}

  /**
   * @param hosts which names requests may bear
   * @param sockets for the timeouts in it
   */
  public HttpProtocol(
      Router router, HostRule hosts, Limits limits, SocketOptions sockets, HttpMetrics metrics) {
    this(
        new Dispatcher(router, hosts, RandomGenerator.getDefault()),
        limits,
        Timeouts.of(limits, sockets),
        metrics,
        InstantSource.system(),
        System::nanoTime);
  }

  HttpProtocol(
      Dispatcher dispatcher,
      Limits limits,
      Timeouts timeouts,
      HttpMetrics metrics,
      InstantSource clock,
      LongSupplier nanoClock) {
    this.dispatcher = dispatcher;
    this.limits = limits;
    this.timeouts = timeouts;
    this.metrics = metrics;
    this.refusals =
        new RefusalLog<>("HTTP", HttpMetrics.Refusal.class, metrics::refused, nanoClock);
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.streams = new LoopAudiences<>(Broadcast.SLICE, new Broadcast(metrics));
    this.running = new Quota(limits.maxConcurrentRequests());
  }

  @Override
  public Connection begin(Channel channel) {
    return new HttpConnection(this);
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  Limits limits() {
    return limits;
  }

  Timeouts timeouts() {
    return timeouts;
  }

  HttpMetrics metrics() {
    return metrics;
  }

  /**
   * Counts a request that was answered.
   *
   * @param began when it was there, by {@link #nanos}
   * @param bytes of the answer's body
   */
  void answered(String method, String route, int status, long began, long bytes) {
    String known = KNOWN_METHODS.contains(method) ? method : "other";
    metrics.answered(route, known, status, Duration.ofNanos(nanos() - began), bytes);
  }

  RefusalLog<HttpMetrics.Refusal> refusals() {
    return refusals;
  }

  long nanos() {
    return nanoClock.getAsLong();
  }

  /** Requests that are being answered. */
  Quota running() {
    return running;
  }

  LoopAudiences<StreamConnection> streams() {
    return streams;
  }

  /** For the header of that name, made once a second. */
  String date() {
    Instant now = clock.instant();
    Date newest = date;
    if (newest.second != now.getEpochSecond()) {
      newest =
          new Date(
              now.getEpochSecond(),
              DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)));
      date = newest;
    }
    return newest.text;
  }
}
