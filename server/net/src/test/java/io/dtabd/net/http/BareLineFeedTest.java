package io.dtabd.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.net.http.HttpMetrics.Refusal;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that end in a bare line feed, as old health checks send them. */
class BareLineFeedTest {

  private final AtomicInteger handled = new AtomicInteger();
  private final HttpFixture server = HttpFixture.of(this::routes);

  private Router.Builder routes(Router.Builder routes) {
    Handler echo =
        request -> {
          handled.incrementAndGet();
          return Response.text(200, request.method() + " " + request.query().first("q"));
        };
    return routes
        .get("echo", "/", echo)
        .post("echo", "/", echo)
        .put("echo", "/", echo)
        .delete("echo", "/", echo);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /?q=a HTTP/1.0\n\n",
        "GET /?q=a HTTP/1.1\n\n",
        "GET /?q=a HTTP/1.1\nHost: a\nConnection: keep-alive\n\n",
        "GET /?q=a HTTP/1.0\nConnection: keep-alive\n\n",
        "\n\nGET /?q=a HTTP/1.0\n\n",
        "\r\nGET /?q=a HTTP/1.0\n\n",
      })
  void areTakenOfARequestWithoutABodyAndItsConnectionIsClosed(String input) {
    try (var client = server.connect()) {
      RawClient.Answer answer = client.send(input).answer();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("GET a");
      assertThat(answer.headers()).containsEntry("connection", "close");
      assertThat(client.untilClosed()).isEmpty();
    }
    assertThat(server.metrics.refused).isEmpty();
  }

  @Test
  void areTakenHoweverTheBytesArrive() {
    try (var client = server.connect()) {
      for (char c : "DELETE /?q=b HTTP/1.1\nX: y\n\n".toCharArray()) {
        client.send(String.valueOf(c));
      }
      assertThat(client.answer().body()).isEqualTo("DELETE b");
      assertThat(client.untilClosed()).isEmpty();
    }
  }

  @Test
  void areTakenAfterARequestAsTheStandardHasIt() {
    try (var client = server.connect()) {
      client.send("GET /?q=a HTTP/1.1\r\n\r\nGET /?q=b HTTP/1.1\n\nGET /?q=c HTTP/1.1\r\n\r\n");
      assertThat(client.answer().body()).isEqualTo("GET a");
      assertThat(client.answer().body()).isEqualTo("GET b");
      assertThat(client.untilClosed()).isEmpty();
    }
    assertThat(handled).hasValue(2);
  }

  /** What a proxy in front may take for a body, or for a request that it has let through. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE / HTTP/1.1\r\n\r\n",
        "DELETE / HTTP/1.1\n\n",
        "5\r\nabcde\r\n0\r\n\r\n",
        "\r\nDELETE / HTTP/1.1\r\n\r\n",
        "\u0000\u0001\u0002",
      })
  void nothingBehindThemIsRead(String behind) {
    try (var client = server.connect()) {
      client.send("GET /?q=a HTTP/1.1\n\n" + behind);
      assertThat(client.answer().body()).isEqualTo("GET a");
      client.trySend(behind.repeat(1_000));
      assertThat(client.untilClosed()).isEmpty();
    }
    assertThat(handled).hasValue(1);
    assertThat(server.metrics.refused).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nContent-Length: 0\n\n",
        "GET / HTTP/1.1\nContent-Length: 5\n\nabcde",
        "GET / HTTP/1.1\ncontent-length: 38\n\nDELETE / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\nContent-Length: 1\n\na",
        "PUT / HTTP/1.0\nContent-Type: application/dtab\n\n/a => /b",
        "POST / HTTP/1.1\n\n",
        "PATCH / HTTP/1.1\n\n",
        "GET / HTTP/1.1\nTransfer-Encoding: chunked\n\n0\r\n\r\n",
        "GET / HTTP/1.1\nTransfer-Encoding: identity\n\n",
        "GET / HTTP/1.1\nTransfer-Encoding : chunked\n\n0\r\n\r\n",
        "GET / HTTP/1.1\nContent-Length: 1\nTransfer-Encoding: chunked\n\n0\r\n\r\n",
        "GET / HTTP/1.1\nExpect: 100-continue\n\n",
        // Some lines in one way and some in the other.
        "GET / HTTP/1.1\r\nX: a\n\r\n",
        "GET / HTTP/1.1\r\nX: a\n\n",
        "GET / HTTP/1.1\r\n\nGET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\nX: a\r\n\r\n",
        "GET / HTTP/1.1\n\r\n",
        "GET / HTTP/1.1\nX: a\r\n\n",
        "GET / HTTP/1.1\nX: a\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\na\n0\n\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: a\n\r\n",
        // A bare carriage return.
        "GET / HTTP/1.1\rX: a\r\r",
        "GET / HTTP/1.1\r\nX: a\rY: b\r\n\r\n",
        "GET / HTTP/1.1\nX: a\rContent-Length: 5\n\n",
        "\rGET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\r\n\r\n",
        // Folds and other lines that are none.
        "GET / HTTP/1.1\nX: a\n b\n\n",
        "GET / HTTP/1.1\n X: a\n\n",
        "GET / HTTP/1.1\nX : a\n\n",
        "GET / HTTP/1.1\nX\n\n",
        "GET /\n\n",
        "GET / HTTP/1.1\nHost: a\nHost: b\n\n",
      })
  void areRefusedWhereTheyCouldBeReadInTwoWays(String input) {
    try (var client = server.connect()) {
      // What ends in a bare carriage return is waited for: something may still follow.
      RawClient.Answer answer = client.trySend(input).trySend("\r\n\r\n").answer();
      assertThat(answer.status()).as(answer.body()).isEqualTo(400);
      assertThat(answer.body()).hasLineCount(1);
      assertThat(answer.headers()).containsEntry("connection", "close");
      assertThat(client.untilClosed()).isEmpty();
    }
    assertThat(handled).hasValue(0);
    assertThat(server.metrics.refused).containsExactly(Refusal.MALFORMED);
  }

  @Test
  void areNoWayAroundTheLimits() {
    for (String head :
        new String[] {
          "GET /?q=" + "x".repeat(70_000) + " HTTP/1.1\n\n",
          "GET / HTTP/1.1\n" + "a: b\n".repeat(20_000) + "\n",
          "GET / HTTP/1.1\n" + "a:b\n".repeat(257) + "\n",
          "GET / HTTP/1.1\nX: " + "x".repeat(300_000),
        }) {
      try (var client = server.connect()) {
        assertThat(client.trySend(head).answer().status()).isIn(414, 431);
        assertThat(client.untilClosed()).isEmpty();
      }
    }
    assertThat(handled).hasValue(0);
    await().until(() -> server.listener.connections() == 0);
  }

  @Test
  void makeAStreamTheLastOfItsConnectionToo() {
    TestFeed feed = TestFeed.of("one");
    try (var streams =
            HttpFixture.of(
                routes ->
                    routes.get(
                        "stream",
                        "/",
                        _ -> Response.stream("text/plain", feed, new TestDelivery(), 0)));
        var client = streams.connect()) {
      client.send("GET / HTTP/1.1\n\nGET / HTTP/1.1\r\n\r\n");
      assertThat(client.head().status()).isEqualTo(200);
      assertThat(client.chunk()).isEqualTo("one");
      feed.fail("over");
      assertThat(client.chunk()).isEmpty();
      assertThat(client.untilClosed()).isEmpty();
    }
  }
}
