package io.dtabd.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.config.Limits;
import io.dtabd.net.EventLoops;
import io.dtabd.net.http.HttpMetrics.Refusal;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoadLimitsTest {

  private static Limits limits(int maxConnections, int maxConcurrentRequests) {
    Limits d = Limits.DEFAULT;
    return new Limits(
        d.maxRequestLineBytes(),
        d.maxHeaderBytes(),
        d.maxBodyBytes(),
        maxConnections,
        maxConcurrentRequests,
        d.maxPipelinedRequests(),
        d.idleTimeout(),
        d.requestTimeout(),
        d.streamStallTimeout(),
        d.watchLinger(),
        d.settleTime(),
        d.maxIdleQuestions(),
        d.maxBytesPerAddress(),
        d.sharedAddresses());
  }

  @Test
  void connectionOverTheCapIsClosedAndThereIsRoomWhenOneLeaves() {
    try (var server = HttpFixture.of(HttpFixture::echo, limits(1, 10))) {
      try (var first = server.connect()) {
        assertThat(first.get("/").answer().status()).isEqualTo(200);
        try (var second = server.connect()) {
          assertThat(second.untilClosed()).isEmpty();
        }
        assertThat(server.listener.refused()).isEqualTo(1);
      }
      await().until(() -> server.listener.connections() == 0);
      try (var third = server.connect()) {
        assertThat(third.get("/").answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void requestOverTheBoundIsToldToComeAgainAndTheConnectionGoesOn() {
    var release = new CountDownLatch(1);
    try (var server =
            HttpFixture.of(
                routes ->
                    routes.get(
                        "slow",
                        "/",
                        _ -> {
                          release.await();
                          return Response.noContent();
                        }),
                limits(10, 1));
        var first = server.connect().get("/");
        var second = server.connect()) {
      await().until(() -> server.protocol.running().taken() == 1);
      RawClient.Answer answer = second.get("/").answer();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.headers()).containsEntry("retry-after", "1");
      assertThat(server.metrics.refused).containsExactly(Refusal.TOO_MANY_REQUESTS_RUNNING);

      release.countDown();
      assertThat(first.answer().status()).isEqualTo(204);
      assertThat(second.get("/").answer().status()).isEqualTo(204);
    }
  }

  @Test
  void readingPausesWhilePipelinedRequestsWait() {
    var release = new CountDownLatch(1);
    try (var server =
            HttpFixture.of(
                routes ->
                    routes.post(
                        "slow",
                        "/",
                        request -> {
                          release.await();
                          return Response.text(200, Integer.toString(request.body().length()));
                        }));
        var client = server.connect()) {
      String request = "POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000);
      int many = 100;
      Thread.ofVirtual().start(() -> client.send(request.repeat(many)));
      await().until(() -> server.protocol.running().taken() == 1);
      await().until(() -> !server.isReading());
      assertThat(server.keptBytes()).as("of the one that runs").isEqualTo(300_000);

      release.countDown();
      for (int i = 0; i < many; i++) {
        assertThat(client.answer().body()).isEqualTo("100000");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void tenThousandOpensAndClosesLeaveNothing(EventLoops.Transport transport) {
    var feed = TestFeed.of("1\n");
    try (var server =
        HttpFixture.of(
            routes ->
                routes.get(
                    "watch",
                    "/",
                    _ -> Response.stream("application/json", feed, new TestDelivery(), 0)),
            transport)) {
      for (int i = 0; i < 10_000; i++) {
        try (var client = server.connect().get("/")) {
          switch (i % 4) {
            case 0 -> {}
            case 1 -> client.head();
            case 2 -> {
              client.head();
              client.chunk();
            }
            default -> feed.set(i + "\n");
          }
        }
      }
      await().until(() -> server.listener.accepted() == 10_000);
      await().until(() -> server.listener.connections() == 0);
      await().until(() -> feed.observers() == 0);
      await().until(() -> server.protocol.running().taken() == 0);
      assertThat(server.keptBytes()).isZero();

      System.gc();
      for (int i = 0; i < 10; i++) {
        // A lost buffer is found when another one is taken.
        server.connect().get("/").close();
      }
      await().until(() -> server.listener.accepted() == 10_010);
      await().until(() -> server.listener.connections() == 0);
      assertThat(HttpFixture.LEAKS).isEmpty();
    }
  }
}
