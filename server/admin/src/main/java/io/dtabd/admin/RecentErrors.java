package io.dtabd.admin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The last warnings and errors of the log, for those who look at the page before the log. */
public final class RecentErrors implements AutoCloseable {

  /** With the bound on a message, some 100 KB. */
  static final int MAX_ENTRIES = 100;

  static final int MAX_MESSAGE_CHARS = 1_000;

  record Entry(Instant at, String level, String logger, String message) {}

  private final Logger root;
  private final Deque<Entry> newestFirst = new ArrayDeque<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            add(entry(event));
          }
        }
      };

  private RecentErrors(LoggerContext context) {
    root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    appender.setContext(context);
    appender.setName("recent errors");
    appender.start();
    root.addAppender(appender);
  }

  /** Those of this process, from now on. */
  public static RecentErrors ofThisProcess() {
    return new RecentErrors((LoggerContext) LoggerFactory.getILoggerFactory());
  }

  /** The newest first. */
  List<Entry> all() {
    synchronized (newestFirst) {
      return List.copyOf(newestFirst);
    }
  }

  private void add(Entry entry) {
    synchronized (newestFirst) {
      newestFirst.addFirst(entry);
      if (newestFirst.size() > MAX_ENTRIES) {
        newestFirst.removeLast();
      }
    }
  }

  private static Entry entry(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    String message =
        thrown == null
            ? event.getFormattedMessage()
            : "%s: %s: %s"
                .formatted(event.getFormattedMessage(), thrown.getClassName(), thrown.getMessage());
    return new Entry(
        Instant.ofEpochMilli(event.getTimeStamp()),
        event.getLevel().toString(),
        event.getLoggerName(),
        message.length() <= MAX_MESSAGE_CHARS
            ? message
            : message.substring(0, MAX_MESSAGE_CHARS) + "...");
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    appender.stop();
  }
}
