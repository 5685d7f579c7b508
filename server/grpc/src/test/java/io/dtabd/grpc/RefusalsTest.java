package io.dtabd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dtabd.grpc.GrpcMetrics.Refusal;
import java.net.InetSocketAddress;
import java.time.Duration;
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
  private final GrpcMetrics metrics =
      new GrpcMetrics() {
        @Override
        public void refused(Refusal reason) {
          counted.add(reason);
        }
      };
  private long nanos = Long.MAX_VALUE - 5; // clocks may wrap
  private final Refusals refusals = new Refusals("mesh", metrics, () -> nanos);

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

    nanos += Refusals.QUIET.toNanos();
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

  private List<String> told() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
