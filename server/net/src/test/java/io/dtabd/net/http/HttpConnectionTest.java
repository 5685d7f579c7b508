package io.dtabd.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class HttpConnectionTest {

  @Test
  void answersWithoutHostHeader() {
    try (var server = HttpFixture.of(HttpFixture::echo);
        var client = server.connect()) {
      RawClient.Answer answer = client.send("GET / HTTP/1.1\r\n\r\n").answer();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("GET ");
      assertThat(answer.headers()).containsKeys("date").doesNotContainKey("connection");
    }
  }

  @Test
  void connectionServesOneRequestAfterAnother() {
    try (var server = HttpFixture.of(HttpFixture::echo);
        var client = server.connect()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.get("/").answer().status()).isEqualTo(200);
      }
      assertThat(server.listener.accepted()).isEqualTo(1);
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() {
    var requests = new StringBuilder();
    int many = 500;
    for (int i = 0; i < many; i++) {
      String body = Integer.toString(i);
      requests.append(
          "POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s".formatted(body.length(), body));
    }
    try (var server = HttpFixture.of(HttpFixture::echo);
        var client = server.connect()) {
      client.send(requests.toString());

      for (int i = 0; i < many; i++) {
        assertThat(client.answer().body()).isEqualTo("POST " + i);
      }
    }
  }

  @Test
  void chunkedBodyIsPutTogether() {
    try (var server = HttpFixture.of(HttpFixture::echo);
        var client = server.connect()) {
      client.send(
          "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");

      assertThat(client.answer().body()).isEqualTo("POST abc");
    }
  }

  @Test
  void headHasTheLengthButNoBody() {
    try (var server = HttpFixture.of(HttpFixture::echo);
        var client = server.connect()) {
      RawClient.Answer head = client.send("HEAD / HTTP/1.1\r\n\r\n").head();

      assertThat(head.headers()).containsEntry("content-length", "5");
      assertThat(client.get("/").answer().body()).isEqualTo("GET ");
    }
  }

  @Test
  void headOfErrorHasNoBodyEither() {
    try (var server = HttpFixture.of(HttpFixture::echo);
        var client = server.connect()) {
      assertThat(client.send("HEAD /nothing HTTP/1.1\r\n\r\n").head().status()).isEqualTo(404);
      assertThat(client.get("/").answer().body()).isEqualTo("GET ");
    }
  }

  @Test
  void noContentHasNeitherBodyNorLength() {
    try (var server = HttpFixture.of(routes -> routes.get("none", "/", _ -> Response.noContent()));
        var client = server.connect()) {
      assertThat(client.get("/").head().headers()).doesNotContainKey("content-length");
      assertThat(client.get("/").head().status()).isEqualTo(204);
    }
  }

  @Test
  void http10ClosesUnlessAskedNotTo() {
    try (var server = HttpFixture.of(HttpFixture::echo);
        var client = server.connect()) {
      client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assertThat(client.answer().headers()).containsEntry("connection", "keep-alive");

      client.send("GET / HTTP/1.0\r\n\r\n");
      assertThat(client.answer().headers()).containsEntry("connection", "close");
      assertThat(client.untilClosed()).isEmpty();
    }
  }

  @Test
  void connectionClosesWhenAskedTo() {
    try (var server = HttpFixture.of(HttpFixture::echo);
        var client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");

      assertThat(client.answer().headers()).containsEntry("connection", "close");
      assertThat(client.untilClosed()).isEmpty();
    }
  }

  @Test
  void bodyThatWaitsForLeaveGetsIt() {
    try (var server = HttpFixture.of(HttpFixture::echo);
        var client = server.connect()) {
      client.send("POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
      assertThat(client.head().status()).isEqualTo(100);

      client.send("hi");
      assertThat(client.answer().body()).isEqualTo("POST hi");
    }
  }

  @Test
  void largeAnswerArrivesWhole() {
    String large = "0123456789abcdef".repeat(1 << 18);
    try (var server =
            HttpFixture.of(routes -> routes.get("large", "/", _ -> Response.text(200, large)));
        var client = server.connect()) {
      assertThat(client.get("/").answer().body()).isEqualTo(large);
      assertThat(client.get("/").answer().body()).isEqualTo(large);
    }
  }

  @Test
  void handlerMayBlockWithoutHoldingUpOthers() {
    var release = new CountDownLatch(1);
    try (var server =
            HttpFixture.of(
                routes ->
                    HttpFixture.echo(routes)
                        .get(
                            "slow",
                            "/slow",
                            _ -> {
                              release.await();
                              return Response.noContent();
                            }));
        var slow = server.connect();
        var fast = server.connect()) {
      slow.get("/slow");
      for (int i = 0; i < 10; i++) {
        assertThat(fast.get("/").answer().status()).isEqualTo(200);
      }
      release.countDown();
      assertThat(slow.answer().status()).isEqualTo(204);
    }
  }

  @Test
  void handlerIsInterruptedWhenTheClientLeaves() {
    var begun = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    try (var server =
        HttpFixture.of(
            routes ->
                routes.get(
                    "slow",
                    "/",
                    _ -> {
                      begun.countDown();
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                      }
                      return Response.noContent();
                    }))) {
      RawClient client = server.connect().get("/");
      await().until(() -> begun.getCount() == 0);
      client.close();

      await().until(() -> interrupted.getCount() == 0);
      await().until(() -> server.protocol.running().taken() == 0);
    }
  }

  @Test
  void handlerThatFailsIsAnsweredWithNumberOfItsLogLine() {
    try (var server =
            HttpFixture.of(
                routes ->
                    routes.get(
                        "bad",
                        "/",
                        _ -> {
                          throw new IllegalStateException("secret");
                        }));
        var client = server.connect()) {
      RawClient.Answer answer = client.get("/").answer();

      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body())
          .matches("Internal error [0-9a-f]{8}; .*\n")
          .doesNotContain("secret");
      assertThat(client.get("/").answer().status()).isEqualTo(500);
    }
  }

  @Test
  void problemIsOneLineOfTextOrJsonForThoseWhoTakeNothingElse() {
    try (var server =
            HttpFixture.of(
                routes ->
                    routes.get(
                        "bad",
                        "/",
                        _ -> {
                          throw HttpProblem.badRequest("no\n\"good\"");
                        }));
        var client = server.connect()) {
      assertThat(client.get("/").answer().body()).isEqualTo("no \"good\"\n");
      client.send("GET / HTTP/1.1\r\nAccept: application/json\r\n\r\n");
      assertThat(client.answer().body()).isEqualTo("{\"error\":\"no \\\"good\\\"\"}\n");
      client.send("GET / HTTP/1.1\r\nAccept: application/json, */*\r\n\r\n");
      assertThat(client.answer().body()).isEqualTo("no \"good\"\n");
    }
  }

  @Test
  void unknownAddressAndMethodAreRefused() {
    try (var server = HttpFixture.of(HttpFixture::echo);
        var client = server.connect()) {
      assertThat(client.get("/other").answer().status()).isEqualTo(404);
      RawClient.Answer answer = client.send("DELETE / HTTP/1.1\r\n\r\n").answer();
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.headers()).containsEntry("allow", "GET, HEAD, POST");
    }
  }

  @Test
  void answersAreCountedUnderTheNameOfTheirRoute() {
    try (var server = HttpFixture.of(HttpFixture::echo);
        var client = server.connect()) {
      client.get("/").answer();
      client.send("BREW /pot HTTP/1.1\r\n\r\n").answer();

      await()
          .untilAsserted(
              () ->
                  assertThat(server.metrics.answered)
                      .containsExactly("echo GET 200 4", "none other 404 25"));
    }
  }
}
