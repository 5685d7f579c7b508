package io.dtabd.net.http;

import static java.util.Collections.frequency;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.serving.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryLimitsTest {

  private static final int MB = 1024 * 1024;

  /** More than the kernel takes for a client that reads nothing. */
  private static final String LARGE = "x".repeat(16 * MB);

  private static final Duration STALL = Duration.ofMinutes(1);

  private final TestFeed feed = new TestFeed();
  private final HttpFixture server =
      HttpFixture.of(
          routes ->
              HttpFixture.echo(routes)
                  .get("large", "/large", _ -> Response.text(200, LARGE))
                  .get(
                      "watch",
                      "/watch",
                      _ -> Response.stream("text/plain", feed, new TestDelivery(), 0)),
          100 * MB,
          60 * MB,
          STALL);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void answersThatAreNotReadAreRefusedAtTheShareOfTheirAddress() {
    List<RawClient> unread = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      unread.add(server.connect().get("/large"));
      long all = (i + 1L) * LARGE.length();
      await().until(() -> server.keptBytes() == all);
    }
    try (var client = server.connect()) {
      RawClient.Answer refused = client.get("/large").answer();
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.headers()).containsEntry("retry-after", "1");
      assertThat(refused.body()).contains("io.dtabd.limits.maxBytesPerAddress");
      assertThat(client.get("/").answer().status()).as("what is small").isEqualTo(200);
    }
    unread.removeFirst().close();
    await().until(() -> server.keptBytes() == 2L * LARGE.length());
    try (var client = server.connect()) {
      assertThat(client.get("/large").answer().body()).hasSize(LARGE.length());
      await().until(() -> server.keptBytes() == 2L * LARGE.length());
    }
    unread.forEach(RawClient::close);
    await().until(() -> server.keptBytes() == 0);
  }

  @Test
  void bodyIsRefusedBeforeItIsWhole() {
    int sent = 3_900_000;
    String unfinished = "POST / HTTP/1.1\r\nContent-Length: 4000000\r\n\r\n" + "x".repeat(sent);
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      clients.add(server.connect().send(unfinished));
    }
    await().until(() -> server.keptBytes() == 15L * sent);
    try (var another = server.connect().send(unfinished)) {
      assertThat(another.answer().status()).isEqualTo(429);
    }
    clients.forEach(RawClient::close);
    await().until(() -> server.keptBytes() == 0);
  }

  @Test
  void streamThatStallsKeepsOneMessageThatAllShare() {
    feed.set(LARGE);
    List<RawClient> stalled = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      stalled.add(server.connect().get("/watch"));
    }
    long streams = 20L * Watcher.BYTES;
    await().until(() -> server.keptBytes() == streams + LARGE.length());
    try (var reading = server.connect().get("/watch")) {
      assertThat(reading.head().status()).isEqualTo(200);
      assertThat(reading.chunk()).hasSize(LARGE.length());
    }
    stalled.forEach(RawClient::close);
    await().until(() -> server.keptBytes() == 0);
  }

  @Test
  void streamsThatStallOnOldMessagesAreCutForNewOnes() {
    List<RawClient> stalled = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      feed.set(LARGE + i);
      stalled.add(server.connect().get("/watch"));
      int opened = i + 1;
      await().until(() -> frequency(server.metrics.streams, "watch opened") == opened);
      server.pass(Duration.ofSeconds(2));
      server.awaitTick();
    }
    await().until(() -> server.listener.connections() < 8);
    assertThat(server.metrics.refused).contains(HttpMetrics.Refusal.CUT_FOR_MEMORY);
    await().until(() -> server.keptBytes() < 100 * MB);
    try (var reading = server.connect().get("/watch")) {
      assertThat(reading.head().status()).isEqualTo(200);
      assertThat(reading.chunk()).endsWith("11");
    }
    stalled.forEach(RawClient::close);
  }
}
