package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class JavaLoggingTest {

  private static final String NAME = "com.google.protobuf";

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final ch.qos.logback.classic.Logger ours = logback(NAME);
  private final Logger theirs = Logger.getLogger(NAME);
  private final Logger grpcs = Logger.getLogger("io.grpc.netty");

  private static ch.qos.logback.classic.Logger logback(String name) {
    return (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(name);
  }

  @BeforeEach
  void join() {
    JavaLogging.joinOurs();
    lines.start();
    ours.addAppender(lines);
    logback("io.grpc").addAppender(lines);
  }

  @AfterEach
  void leave() {
    ours.detachAppender(lines);
    logback("io.grpc").detachAppender(lines);
  }

  @Test
  void itsLinesComeToOurLog() {
    theirs.warning("unsafe");

    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.getFirst().getFormattedMessage()).isEqualTo("unsafe");
    assertThat(lines.list.getFirst().getLevel()).isEqualTo(Level.WARN);
  }

  @Test
  void whatIsOffThereIsOffBeforeItIsMade() {
    assertThat(theirs.isLoggable(java.util.logging.Level.FINE)).isFalse();
    assertThat(theirs.isLoggable(java.util.logging.Level.INFO)).isTrue();
  }

  @Test
  void whatClientsDoWrongIsNotWorthAStackTraceOfGrpc() {
    assertThat(grpcs.isLoggable(java.util.logging.Level.WARNING)).isFalse();
    assertThat(logback("io.grpc.netty.Http2ControlFrameLimitEncoder").isInfoEnabled()).isFalse();

    grpcs.warning("bad");
    grpcs.severe("an error in gRPC");

    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("an error in gRPC");
  }
}
