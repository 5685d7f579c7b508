package io.dtabd.net;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusalLogTest {

  private static final InetSocketAddress CLIENT = InetSocketAddress.createUnresolved("client", 7);

  private enum Refusal implements RefusalLog.Reason {
    MALFORMED("a request that makes no sense"),
    NO_PROGRESS("a stream whose client takes nothing");

    private final String text;

    Refusal(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }

  private final Logger logger = (Logger) LoggerFactory.getLogger(RefusalLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final List<Refusal> counted = new ArrayList<>();
  private long nanos = Long.MAX_VALUE - 5; // clocks may wrap
  private final RefusalLog<Refusal> refusals =
      new RefusalLog<>("mesh", Refusal.class, counted::add, () -> nanos);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
  }

  @Test
  void theFirstIsToldWithWhoAndWhy() {
    refusals.add(Refusal.MALFORMED, CLIENT, "name has an empty label");

    assertThat(told())
        .containsExactly(
            "mesh refused a request that makes no sense, from client/<unresolved>:7: name has an"
                + " empty label");
  }

  @Test
  void theNextAreCountedAndToldTogetherAfterAMinute() {
    for (int i = 0; i < 1_000; i++) {
      refusals.add(Refusal.MALFORMED, null, null);
    }
    assertThat(told()).hasSize(1);

    nanos += SeldomLine.QUIET.toNanos();
    refusals.add(Refusal.MALFORMED, null, null);

    assertThat(told()).hasSize(2);
    assertThat(told().getLast()).endsWith("(and 999 more since the last such line)");
    assertThat(counted).hasSize(1_001);
  }

  @Test
  void reasonsDoNotSilenceEachOther() {
    refusals.add(Refusal.MALFORMED, null, null);
    nanos += Duration.ofSeconds(1).toNanos();
    refusals.add(Refusal.NO_PROGRESS, null, null);

    assertThat(told()).hasSize(2);
  }

  @Test
  void aTextOfAClientIsCut() {
    refusals.add(Refusal.MALFORMED, CLIENT, "x".repeat(1_000_000));

    assertThat(told().getFirst()).hasSizeLessThan(500);
  }

  private List<String> told() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
