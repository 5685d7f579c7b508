package io.dtabd.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dtabd.net.RefusalLog;
import io.dtabd.net.http.HttpMetrics.Refusal;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class BadInputTest {

  private static final int MAX_BODY = 4 * 1024 * 1024;

  private final HttpFixture server = HttpFixture.of(HttpFixture::echo);

  @AfterEach
  void stop() {
    try (var client = server.connect()) {
      assertThat(client.get("/").answer().status()).as("the server goes on").isEqualTo(200);
    } finally {
      server.close();
    }
  }

  private void refused(String input, int status, Refusal reason, String text) {
    try (var client = server.connect()) {
      RawClient.Answer answer = client.trySend(input).answer();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.body()).contains(text).hasLineCount(1);
      assertThat(answer.headers()).containsEntry("connection", "close");
      assertThat(client.untilClosed()).isEmpty();
      assertThat(server.metrics.refused).containsExactly(reason);
    }
  }

  private List<String> logOf(Consumer<RawClient> what) {
    var logger = (Logger) LoggerFactory.getLogger(RefusalLog.class);
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    logger.addAppender(lines);
    long before = server.listener.accepted();
    try (var client = server.connect()) {
      what.accept(client);
    } finally {
      await().until(() -> server.listener.accepted() > before);
      await().until(() -> server.listener.connections() == 0);
      logger.detachAppender(lines);
    }
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** The second is what a client of thriftmux says first, the third one of TLS. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage\r\n\r\n",
        "\0\0\0\u000f\u007f\0\0\u0001tinit check",
        "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc",
        "\u0000",
        "(",
        "\u00e9",
      })
  void whatIsNotHttpIsRefusedAtOnceAndLeavesALineInTheLogThatSaysWhoSentIt(String input) {
    List<String> lines =
        logOf(client -> assertThat(client.trySend(input).answer().status()).isEqualTo(400));
    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith("HTTP refused a request that is not HTTP, or makes no sense, from /127.0.0.1:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "GET / HTTP/1.1\r\nX: ", "GET / HTTP/1.1\n"})
  void halfAHeadLeavesALineInTheLogWhenItsClientLeaves(String input) {
    List<String> lines = logOf(client -> client.send(input).close());
    assertThat(lines).singleElement().asString().contains("is not HTTP", "closed");
  }

  @Test
  void aClientThatOnlyConnectsLeavesNoLineInTheLog() {
    assertThat(logOf(RawClient::close)).isEmpty();
    assertThat(logOf(client -> client.send("\r\n").close())).isEmpty();
  }

  @Test
  void requestLineOverTheLimit() {
    String target = "/?path=" + "x".repeat(1024 * 1024);
    refused("GET " + target + " HTTP/1.1\r\n\r\n", 414, Refusal.LINE_TOO_LONG, "65536");
  }

  @Test
  void headersOverTheLimit() {
    String header = "X-Trace: " + "x".repeat(70_000) + "\r\n";
    refused("GET / HTTP/1.1\r\n" + header + "\r\n", 431, Refusal.HEADERS_TOO_LARGE, "65536");
  }

  @Test
  void moreHeaderLinesThanAreTaken() {
    refused(
        "GET / HTTP/1.1\r\n" + "a:b\r\n".repeat(257) + "\r\n",
        431,
        Refusal.HEADERS_TOO_LARGE,
        "257 header lines; at most 256");
  }

  @Test
  void announcedBodyOverTheLimitIsRefusedBeforeItComes() {
    refused(
        "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: " + (MAX_BODY + 1) + "\r\n\r\n",
        413,
        Refusal.BODY_TOO_LARGE,
        "4194304");
  }

  @Test
  void bodyOverTheLimitIsRefusedAndTheAnswerArrivesAllTheSame() {
    refused(
        "POST / HTTP/1.1\r\nContent-Length: "
            + (2 * MAX_BODY)
            + "\r\n\r\n"
            + "x".repeat(2 * MAX_BODY),
        413,
        Refusal.BODY_TOO_LARGE,
        "4194304");
  }

  @Test
  void chunkedBodyOverTheLimit() {
    String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
    refused(
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(65),
        413,
        Refusal.BODY_TOO_LARGE,
        "4194304");
  }

  @Test
  void bodyAtTheLimitIsTaken() {
    try (var client = server.connect()) {
      client.send(
          "POST / HTTP/1.1\r\nContent-Length: " + MAX_BODY + "\r\n\r\n" + "x".repeat(MAX_BODY));

      assertThat(client.answer().body()).hasSize(MAX_BODY + "POST ".length());
      await().until(() -> server.keptBytes() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nContent-Length: 1, 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\na",
        "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\na",
        "POST / HTTP/1.1\r\nContent-Length: 0x1\r\n\r\na",
        "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\na",
        "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\na",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\na",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nX: a\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\nX: a\r\n\tfolded\r\n\r\n",
        "GET / HTTP/1.1\r\n X: a\r\n\r\n",
        "GET / HTTP/1.1\r\nX : a\r\n\r\n",
        "GET / HTTP/1.1\r\nX: a\u0000b\r\n\r\n",
        "GET / HTTP/1.1\r\nX: a\u0001b\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET  /\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\r\n\r\n",
      })
  void whatCouldBeReadInTwoWaysIsRefused(String input) {
    refused(input, 400, Refusal.MALFORMED, "");
  }

  @Test
  void foldIsFoundHoweverTheBytesArrive() {
    try (var client = server.connect()) {
      for (char c : "GET / HTTP/1.1\r\nX: a\r\n".toCharArray()) {
        client.send(String.valueOf(c));
      }
      assertThat(client.send(" b\r\n\r\n").answer().body()).contains("folded");
    }
  }

  @Test
  void anotherVersionIsRefused() {
    refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, Refusal.MALFORMED, "HTTP/1.1");
  }

  @Test
  void anotherExpectationIsRefused() {
    refused("GET / HTTP/1.1\r\nExpect: wonders\r\n\r\n", 417, Refusal.MALFORMED, "100-continue");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%", "/%4", "/%zz", "/%ff", "/?a=%", "/?%zz=b", "/?a=%c3", "/\u00ff"})
  void whatCannotBeDecodedIsRefusedAndTheConnectionGoesOn(String target) {
    try (var client = server.connect()) {
      RawClient.Answer answer = client.get(target).answer();

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).containsAnyOf("percent-encoding", "UTF-8");
      assertThat(client.get("/").answer().status()).isEqualTo(200);
    }
  }

  @Test
  void clientThatLeavesInTheMiddleOfRequestLeavesNothing() {
    for (String half :
        new String[] {
          "GE",
          "GET / HT",
          "GET / HTTP/1.1\r\nX: ",
          "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf"
        }) {
      server.connect().send(half).close();
    }
    await().until(() -> server.listener.accepted() == 4);
    await().until(() -> server.listener.connections() == 0);
    await().until(() -> server.keptBytes() == 0);
  }
}
