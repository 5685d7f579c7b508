package io.dtabd.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.config.Limits;
import io.dtabd.net.EventLoops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class StreamConnectionTest {

  private static final Duration STALL = Duration.ofMinutes(1);

  private final TestFeed feed = new TestFeed();
  private final TestDelivery delivery = new TestDelivery();
  private final HttpFixture server =
      HttpFixture.of(
          routes -> HttpFixture.echo(routes).get("watch", "/watch", _ -> stream()),
          Limits.DEFAULT,
          new Timeouts(Duration.ofDays(1), Duration.ofDays(1), STALL, STALL));

  @AfterEach
  void stop() {
    server.close();
  }

  private RawClient watch() {
    RawClient client = server.connect().get("/watch");
    assertThat(client.head().headers())
        .containsEntry("transfer-encoding", "chunked")
        .containsEntry("content-type", "application/json");
    return client;
  }

  @Test
  void newestMessageComesAtOnce() {
    feed.set("1\n");
    try (var client = watch()) {
      assertThat(client.chunk()).isEqualTo("1\n");
    }
  }

  @Test
  void headComesAtOnceEvenIfThereIsNoMessageYet() {
    try (var client = watch()) {
      feed.set("1\n");
      assertThat(client.chunk()).isEqualTo("1\n");
    }
  }

  @Test
  void everyChangeComesToWhoKeepsUp() {
    try (var client = watch()) {
      for (int i = 0; i < 100; i++) {
        feed.set(i + "\n");
        assertThat(client.chunk()).isEqualTo(i + "\n");
      }
      await().untilAsserted(() -> assertThat(delivery.written()).hasSize(100));
    }
  }

  @Test
  void allWatchersGetTheChange() {
    feed.set("old\n");
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      clients.add(watch());
    }
    clients.forEach(client -> assertThat(client.chunk()).isEqualTo("old\n"));
    feed.set("new\n");
    clients.forEach(client -> assertThat(client.chunk()).isEqualTo("new\n"));
    clients.forEach(RawClient::close);
  }

  @Test
  void watchersOfOneEventLoopObserveTheFeedTogether() {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      clients.add(watch());
    }
    await().untilAsserted(() -> assertThat(feed.observers()).isBetween(1, 2));
    clients.forEach(RawClient::close);
  }

  @Test
  void readerWhoStoppedEndsOnTheNewestAndMissesTheOnesBetween() {
    byte[] large = new byte[200_000];
    try (RawClient client = RawClient.connect(server.listener.address(), 4096).get("/watch")) {
      client.head();
      for (int i = 0; i < 200; i++) {
        large[0] = (byte) i;
        feed.set(large.clone());
      }
      feed.set("last\n");

      int chunks = 1;
      while (!client.chunk().equals("last\n")) {
        chunks++;
      }
      assertThat(chunks).isLessThan(50);
    }
  }

  @Test
  void deliveryIsReportedOnlyWhenTheSocketHasTakenAllOfIt() {
    try (RawClient client = RawClient.connect(server.listener.address(), 4096).get("/watch")) {
      client.head();
      feed.set(new byte[8_000_000]);
      int length = Integer.parseInt(client.line(), 16); // so much that more is left in the server
      assertThat(delivery.written()).isEmpty();

      client.read(length);
      client.line();
      await().untilAsserted(() -> assertThat(delivery.written()).containsExactly(1L));
    }
  }

  /** All was written to the socket, but the client's kernel has no room for it. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aMessageIsDeliveredWhenTheClientsKernelHasAllOfIt() {
    try (RawClient client = RawClient.connect(server.listener.address(), 4096).get("/watch")) {
      client.head();
      feed.set(new byte[50_000]);
      int length = Integer.parseInt(client.line(), 16);
      await().untilAsserted(() -> assertThat(delivery.written()).containsExactly(1L));
      assertThat(delivery.delivered()).isEmpty();
      server.awaitTick();
      assertThat(delivery.delivered()).isEmpty();

      client.read(length);
      client.line();
      await().until(() -> !delivery.delivered().isEmpty());
    }
  }

  @Test
  void withoutLinuxsOwnSocketsDeliveryIsNotKnown() {
    try (HttpFixture plain =
            HttpFixture.of(
                routes -> routes.get("watch", "/watch", _ -> stream()), EventLoops.Transport.NIO);
        RawClient client = plain.connect().get("/watch")) {
      client.head();
      feed.set("1\n");
      client.chunk();
      await().untilAsserted(() -> assertThat(delivery.written()).containsExactly(1L));

      for (int i = 0; i < 10; i++) { // each has the one before looked at
        feed.set(i + "\n");
        client.chunk();
        assertThat(delivery.delivered()).isEmpty();
      }
    }
  }

  private Response.Stream stream() {
    return Response.stream("application/json", feed, delivery, 0);
  }

  @Test
  void readerWithoutProgressIsClosedAndCounted() {
    try (RawClient client = RawClient.connect(server.listener.address(), 4096).get("/watch")) {
      feed.set(new byte[8_000_000]);
      client.head();
      client.line();

      server.passUntil(STALL, () -> server.listener.connections() == 0);
      assertThat(server.metrics.streams).containsExactly("watch opened", "watch NO_PROGRESS");
      assertThat(server.metrics.refused).containsExactly(HttpMetrics.Refusal.RESPONSE_TOO_SLOW);
      assertThat(delivery.closed()).isEqualTo(1);
    }
  }

  @Test
  void idleWatcherIsNotClosed() {
    try (var client = watch()) {
      feed.set("1\n");
      client.chunk();
      server.pass(STALL.multipliedBy(2));
      server.awaitTick();
      server.pass(STALL.multipliedBy(2));
      server.awaitTick();

      feed.set("2\n");
      assertThat(client.chunk()).isEqualTo("2\n");
    }
  }

  @Test
  void clientThatLeavesFreesEverythingAtOnce() {
    var client = watch();
    feed.set("1\n");
    client.chunk();
    client.close();

    await().until(() -> server.listener.connections() == 0);
    assertThat(delivery.closed()).isEqualTo(1);
    await().until(() -> feed.observers() == 0);
    assertThat(server.metrics.streams).containsExactly("watch opened", "watch CLIENT_LEFT");
  }

  @Test
  void streamEndsCleanlyWhenTheFeedFails() {
    feed.set("1\n");
    try (var client = watch()) {
      client.chunk();
      feed.fail("gone");

      assertThat(client.chunk()).isEmpty();
      assertThat(client.untilClosed()).isEmpty();
      await().untilAsserted(() -> assertThat(server.metrics.streams).contains("watch FEED_FAILED"));
      assertThat(delivery.closed()).isEqualTo(1);
    }
  }

  @Test
  void streamOfFailedFeedEndsWithoutMessage() {
    feed.fail("gone");
    try (var client = watch()) {
      assertThat(client.chunk()).isEmpty();
      assertThat(client.untilClosed()).isEmpty();
    }
    await().until(() -> feed.observers() == 0);
  }

  @Test
  void http10StreamIsBareAndEndsWithTheConnection() {
    feed.set("1\n");
    try (var client = server.connect().send("GET /watch HTTP/1.0\r\n\r\n")) {
      assertThat(client.head().headers()).doesNotContainKey("transfer-encoding");
      assertThat(client.line()).isEqualTo("1");
      feed.set("2\n");
      assertThat(client.line()).isEqualTo("2");
      feed.fail("gone");
      assertThat(client.untilClosed()).isEmpty();
    }
  }

  @Test
  void headOfStreamOpensNone() {
    try (var client = server.connect().send("HEAD /watch HTTP/1.1\r\n\r\n")) {
      assertThat(client.head().status()).isEqualTo(200);
      assertThat(client.get("/").answer().body()).isEqualTo("GET ");
      assertThat(feed.observers()).isZero();
      assertThat(delivery.closed()).isEqualTo(1);
    }
  }

  @Test
  void requestsBehindStreamAreIgnoredAndTooManyCloseIt() {
    feed.set("1\n");
    try (var client = server.connect().send("GET /watch HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n")) {
      client.head();
      assertThat(client.chunk()).isEqualTo("1\n");
      feed.set("2\n");
      assertThat(client.chunk()).isEqualTo("2\n");

      client.trySend("x".repeat(100_000));
      await().until(() -> server.listener.connections() == 0);
    }
  }

  @Test
  void stopEndsStreamsWithTheirLastChunk() throws Exception {
    feed.set("1\n");
    try (var client = watch()) {
      client.chunk();
      server.listener.close(Duration.ofMinutes(2));

      assertThat(client.chunk()).isEmpty();
      assertThat(client.untilClosed()).isEmpty();
      assertThat(server.metrics.streams).containsExactly("watch opened", "watch SERVER_STOPPED");
    }
  }
}
