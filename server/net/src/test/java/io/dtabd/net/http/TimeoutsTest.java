package io.dtabd.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.config.Limits;
import io.dtabd.net.http.HttpMetrics.Refusal;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeoutsTest {

  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration LONG = Duration.ofDays(365);

  private HttpFixture server = HttpFixture.of(HttpFixture::echo);

  @AfterEach
  void stop() {
    server.close();
  }

  private void restart(Duration idle, Duration request, Duration stall, Duration linger) {
    server.close();
    server =
        HttpFixture.of(
            routes ->
                HttpFixture.echo(routes)
                    .get("large", "/large", _ -> Response.text(200, "x".repeat(16_000_000))),
            Limits.DEFAULT,
            new Timeouts(idle, request, stall, linger));
  }

  @Test
  void connectionWithoutRequestIsClosed() {
    restart(SHORT, LONG, LONG, LONG);
    try (var client = server.connect()) {
      awaitRefusal();
      assertThat(client.untilClosed()).isEmpty();
      assertThat(server.metrics.refused).containsExactly(Refusal.IDLE);
    }
  }

  @Test
  void connectionBetweenRequestsIsClosed() {
    restart(SHORT, LONG, LONG, LONG);
    try (var client = server.connect()) {
      assertThat(client.get("/").answer().status()).isEqualTo(200);
      awaitRefusal();
      assertThat(client.untilClosed()).isEmpty();
      assertThat(server.metrics.refused).containsExactly(Refusal.IDLE);
    }
  }

  @Test
  void halfSentHeadIsAnsweredWithTimeout() {
    restart(LONG, SHORT, LONG, LONG);
    try (var client = server.connect().send("GET / HTTP/1.1\r\nX: ")) {
      awaitRefusal();
      assertThat(client.answer().status()).isEqualTo(408);
      assertThat(client.untilClosed()).isEmpty();
      assertThat(server.metrics.refused).containsExactly(Refusal.REQUEST_TOO_SLOW);
    }
  }

  @Test
  void halfSentBodyIsAnsweredWithTimeout() {
    restart(LONG, SHORT, LONG, LONG);
    try (var client = server.connect().send("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf")) {
      awaitRefusal();
      assertThat(client.answer().body()).contains("400 ms");
      await().until(() -> server.keptBytes() == 0);
    }
  }

  @Test
  void senderWhoTricklesIsCutOffHoweverBusyHeLooks() {
    restart(LONG, SHORT, LONG, LONG);
    try (var client = server.connect().send("GET / HTTP/1.1\r\n")) {
      server.passUntil(
          SHORT.dividedBy(8),
          () -> {
            client.trySend("X: y\r\n");
            return !server.metrics.refused.isEmpty();
          });
      assertThat(server.metrics.refused).containsExactly(Refusal.REQUEST_TOO_SLOW);
    }
  }

  @Test
  void answerThatNobodyReadsIsGivenUp() {
    restart(LONG, LONG, SHORT, LONG);
    try (var client = RawClient.connect(server.listener.address(), 4096).get("/large")) {
      server.passUntil(SHORT, () -> server.listener.accepted() == 1 && isQuiet());
      assertThat(server.metrics.refused).containsExactly(Refusal.RESPONSE_TOO_SLOW);
      assertThat(client).isNotNull();
    }
  }

  @Test
  void clientThatNeverClosesAfterRefusalIsClosed() {
    restart(LONG, LONG, LONG, SHORT);
    try (var client = server.connect().send("nonsense\r\n\r\n")) {
      assertThat(client.answer().status()).isEqualTo(400);
      server.passUntil(SHORT, this::isQuiet);
    }
  }

  private void awaitRefusal() {
    server.passUntil(SHORT, () -> !server.metrics.refused.isEmpty());
  }

  private boolean isQuiet() {
    return server.listener.connections() == 0;
  }
}
