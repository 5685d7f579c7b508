package io.dtabd.net.http;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was counted. */
final class CountedHttp implements HttpMetrics {

  final List<String> answered = new CopyOnWriteArrayList<>();
  final List<Refusal> refused = new CopyOnWriteArrayList<>();
  final List<String> streams = new CopyOnWriteArrayList<>();

  @Override
  public void answered(String route, String method, int status, Duration duration, long bytes) {
    answered.add("%s %s %d %d".formatted(route, method, status, bytes));
  }

  @Override
  public void streamOpened(String route) {
    streams.add(route + " opened");
  }

  @Override
  public void streamEnded(String route, StreamEnd end) {
    streams.add(route + " " + end);
  }

  @Override
  public void refused(Refusal reason) {
    refused.add(reason);
  }
}
