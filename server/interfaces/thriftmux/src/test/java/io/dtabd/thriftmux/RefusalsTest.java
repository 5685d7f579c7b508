package io.dtabd.thriftmux;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusalsTest {

  private static final InetSocketAddress CLIENT = InetSocketAddress.createUnresolved("client", 7);

  private final Logger logger = (Logger) LoggerFactory.getLogger(Refusals.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final List<Refusal> counted = new ArrayList<>();
  private long nanos = Long.MAX_VALUE - 5; // clocks may wrap
  private final Refusals refusals =
      new Refusals(
          new ThriftMetrics() {
            @Override
            public void refused(Refusal reason) {
              counted.add(reason);
            }
          },
          () -> nanos);

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
  void aThousandOfAReasonAreOneLineInAWhileAndAllAreCounted() {
    for (int i = 0; i < 1_000; i++) {
      refusals.add(Refusal.FRAME_MALFORMED, CLIENT, "no tag");
    }
    assertThat(told()).containsExactly("thriftmux client client/<unresolved>:7: no tag");

    nanos += Refusals.LOG_EVERY.toNanos();
    refusals.add(Refusal.FRAME_MALFORMED, CLIENT, "no tag");

    assertThat(told()).hasSize(2);
    assertThat(told().getLast()).endsWith("no tag (and 999 times more like it)");
    assertThat(counted).hasSize(1_001);
  }

  @Test
  void reasonsDoNotSilenceEachOther() {
    refusals.add(Refusal.FRAME_MALFORMED, CLIENT, "a");
    refusals.add(Refusal.TAG_IN_USE, CLIENT, "b");

    assertThat(told()).hasSize(2);
  }

  @Test
  void aTextOfAClientIsCut() {
    refusals.add(Refusal.THRIFT_MALFORMED, CLIENT, "x".repeat(1_000_000));

    assertThat(told().getFirst()).hasSizeLessThan(400);
  }

  private List<String> told() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
