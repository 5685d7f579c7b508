package io.dtabd.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.net.http.HttpMetrics.Refusal;
import io.dtabd.net.http.HttpMetrics.StreamEnd;
import io.dtabd.net.http.MeteredHttp;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeteredHttpTest {

  private final Metrics metrics = new Metrics();
  private final MeteredHttp http = new MeteredHttp(metrics.registry(), "http");

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void requestsAreCountedByRouteMethodAndStatus() {
    http.answered("dtab.get", "GET", 200, Duration.ofMillis(3), 10);
    http.answered("dtab.get", "GET", 200, Duration.ofMillis(3), 20);
    http.answered("dtab.get", "GET", 404, Duration.ofMillis(3), 0);
    assertThat(metrics.numbers())
        .containsEntry("dtabd/http/requests/http/GET/dtab.get/200.count", 2.0)
        .containsEntry("dtabd/http/requests/http/GET/dtab.get/404.count", 1.0)
        .containsEntry("dtabd/http/response/http/dtab.get", 30.0);
  }

  @Test
  void openStreamsFallWhenStreamsEnd() {
    http.streamOpened("bind");
    http.streamOpened("bind");
    http.streamEnded("bind", StreamEnd.NO_PROGRESS);
    assertThat(metrics.numbers())
        .containsEntry("dtabd/http/streams/http/bind", 1.0)
        .containsEntry("dtabd/http/streams/ended/http/no_progress/bind", 1.0);
  }

  @Test
  void streamedMessagesAndBytesAreSummed() {
    http.streamed("bind", 3, 300);
    http.streamed("bind", 1, 100);
    assertThat(metrics.prometheusText().lines())
        .contains(
            "dtabd_http_stream_messages_total{listener=\"http\",route=\"bind\"} 4.0",
            "dtabd_http_stream_bytes_total{listener=\"http\",route=\"bind\"} 400.0");
  }

  @Test
  void refusalsAreCountedByReason() {
    http.refused(Refusal.BODY_TOO_LARGE);
    assertThat(metrics.numbers()).containsEntry("dtabd/http/refused/http/body_too_large", 1.0);
  }
}
