package io.dtabd.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dtabd.net.http.HostRule.Unnamed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class HostRuleTest {

  private static final InetSocketAddress CLIENT = InetSocketAddress.createUnresolved("client", 7);
  private static final Peer PEER = new Peer(CLIENT, CLIENT, Optional.empty());
  private static final HostNames NAMES = new HostNames(List.of("dtabd.example"));

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(HostRule.class);
  private long nanos;

  private final HostRule rule = new HostRule("admin", true, NAMES, Unnamed.ANSWERED, () -> nanos);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
  }

  private static Headers host(String name) {
    return Headers.of("Host", name);
  }

  private void reject(String host) {
    assertThatThrownBy(() -> rule.check(host(host), false, PEER))
        .isInstanceOfSatisfying(
            HttpProblem.class, problem -> assertThat(problem.status()).isEqualTo(403))
        .hasMessageContaining("io.dtabd.hosts");
  }

  private List<String> told() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void aNameIsLoggedOnceAnHour() {
    for (int i = 0; i < 100; i++) {
      reject("evil.example:" + i);
    }
    reject("other.example");
    assertThat(told())
        .hasSize(2)
        .first()
        .asString()
        .startsWith(
            "admin rejected a request under the name 'evil.example', from client/<unresolved>:7");

    nanos += HostRule.QUIET.toNanos() - 1;
    reject("evil.example");
    assertThat(told()).hasSize(2);
    nanos++;
    reject("evil.example");
    assertThat(told()).hasSize(3);
  }

  @Test
  void clientsThatMakeUpNamesDoNotFillTheLog() {
    for (int i = 0; i < 2 * HostRule.MAX_LOGGED; i++) {
      reject("n" + i + ".example");
    }
    assertThat(told()).hasSize(HostRule.MAX_LOGGED);
    nanos += HostRule.QUIET.toNanos();
    reject("evil.example");
    assertThat(told()).hasSize(HostRule.MAX_LOGGED + 1);
  }

  @Test
  void onlyAListenerOnTheLoopbackAsksForTheName() throws Exception {
    for (String ip : List.of("127.0.0.1", "127.8.8.8", "::1")) {
      HostRule here = HostRule.of("http", InetAddress.ofLiteral(ip), NAMES, Unnamed.ANSWERED);
      assertThatThrownBy(() -> here.check(host("evil.example"), false, PEER)).as(ip).isNotNull();
      assertThatNoException().isThrownBy(() -> here.check(host("dtabd.example"), false, PEER));
    }
    for (String ip : List.of("0.0.0.0", "::", "10.1.2.3")) {
      HostRule elsewhere = HostRule.of("http", InetAddress.ofLiteral(ip), NAMES, Unnamed.ANSWERED);
      assertThatNoException()
          .as(ip)
          .isThrownBy(() -> elsewhere.check(host("evil.example"), false, PEER));
    }
    assertThatNoException()
        .isThrownBy(() -> HostRule.NONE.check(host("evil.example"), false, PEER));
  }

  @ParameterizedTest
  @CsvSource({
    "ANSWERED, false, true",
    "ANSWERED, true, true",
    "REJECTED, false, false",
    "REJECTED, true, true"
  })
  void aRequestWithoutANameIsRejectedWhereTheListenerSaysSo(
      Unnamed unnamed, boolean isHttp10, boolean answered) {
    var some = new HostRule("admin", true, NAMES, unnamed, () -> nanos);
    for (Headers headers : List.of(Headers.NONE, host(""))) {
      if (answered) {
        assertThatNoException().isThrownBy(() -> some.check(headers, isHttp10, PEER));
      } else {
        assertThatThrownBy(() -> some.check(headers, isHttp10, PEER))
            .isInstanceOfSatisfying(
                HttpProblem.class, problem -> assertThat(problem.status()).isEqualTo(400))
            .hasMessageContaining("Host");
      }
    }
  }
}
