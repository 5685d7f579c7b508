package io.dtabd.net.http;

import io.dtabd.net.RefusalCounters;
import io.dtabd.serving.Buckets;
import io.dtabd.serving.Labels;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Requests, streams and refusals of one HTTP listener. Meters are made when they are first needed;
 * there are as many as routes, methods and statuses that occur, none of which clients can invent.
 */
public final class MeteredHttp implements HttpMetrics {

  private final MeterRegistry registry;
  private final String listener;
  private final Map<Answer, Timer> requests = new ConcurrentHashMap<>();
  private final Map<String, RouteMeters> routes = new ConcurrentHashMap<>();
  private final RefusalCounters<Refusal> refusals;

  private record Answer(String route, String method, int status) {}

  private record RouteMeters(
      Counter bodyBytes, LongAdder openStreams, Counter messages, Counter messageBytes) {}

  /**
   * @param listener the value of the label {@code listener}, such as {@code http} or {@code admin}
   */
  public MeteredHttp(MeterRegistry registry, String listener) {
    this.registry = registry;
    this.listener = listener;
    this.refusals =
        new RefusalCounters<>(
            registry,
            "dtabd.http.refused",
            "Requests and connections refused or cut off, by the limit that was reached",
            listener);
  }

  @Override
  public void answered(String route, String method, int status, Duration duration, long bytes) {
    requests.computeIfAbsent(new Answer(route, method, status), this::timer).record(duration);
    of(route).bodyBytes.increment((double) bytes);
  }

  @Override
  public void streamOpened(String route) {
    of(route).openStreams.increment();
  }

  @Override
  public void streamEnded(String route, StreamEnd end) {
    of(route).openStreams.decrement();
    Counter.builder("dtabd.http.streams.ended")
        .description("Streams that are over, by why they ended")
        .tags(labels(route).and("reason", Labels.of(end)))
        .register(registry)
        .increment();
  }

  @Override
  public void streamed(String route, long messages, long bytes) {
    RouteMeters meters = of(route);
    meters.messages.increment((double) messages);
    meters.messageBytes.increment((double) bytes);
  }

  @Override
  public void refused(Refusal reason) {
    refusals.add(reason);
  }

  private RouteMeters of(String route) {
    return routes.computeIfAbsent(route, this::routeMeters);
  }

  private RouteMeters routeMeters(String route) {
    Tags labels = labels(route);
    var openStreams = new LongAdder();
    Gauge.builder("dtabd.http.streams", openStreams, LongAdder::sum)
        .description("Streams that are open")
        .tags(labels)
        .register(registry);
    return new RouteMeters(
        Counter.builder("dtabd.http.response")
            .description("Bodies of answers, without streams")
            .baseUnit("bytes")
            .tags(labels)
            .register(registry),
        openStreams,
        Counter.builder("dtabd.http.stream.messages")
            .description("States written to streams")
            .tags(labels)
            .register(registry),
        Counter.builder("dtabd.http.stream")
            .description("States written to streams, in bytes")
            .baseUnit("bytes")
            .tags(labels)
            .register(registry));
  }

  private Timer timer(Answer answer) {
    return Timer.builder("dtabd.http.requests")
        .description("Requests, from being there whole to the answer; a stream's to its beginning")
        .tags(labels(answer.route))
        .tag("method", answer.method)
        .tag("status", Integer.toString(answer.status))
        .serviceLevelObjectives(Buckets.LATENCY)
        .register(registry);
  }

  private Tags labels(String route) {
    return Tags.of("listener", listener, "route", route);
  }
}
