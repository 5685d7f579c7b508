package io.dtabd.admin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;

/** What is logged, while the server runs. */
public final class LogLevels {

  private final LoggerContext loggers;

  LogLevels(LoggerContext loggers) {
    this.loggers = loggers;
  }

  /** Those of this process. */
  public static LogLevels ofThisProcess() {
    return new LogLevels((LoggerContext) LoggerFactory.getILoggerFactory());
  }

  /** The level in effect for each logger. */
  SortedMap<String, String> levels() {
    var levels = new TreeMap<String, String>();
    for (Logger logger : loggers.getLoggerList()) {
      levels.put(logger.getName(), logger.getEffectiveLevel().toString());
    }
    return levels;
  }

  /**
   * Sets the level of {@code logger} and of those below it that have none of their own.
   *
   * @throws IllegalArgumentException if there is no such logger (they are never made here, so that
   *     callers cannot make many) or no such level
   */
  void set(String logger, String level) {
    Logger existing = loggers.exists(logger);
    if (existing == null) {
      throw new IllegalArgumentException(
          "there is no logger '" + logger + "'; GET this address for those there are");
    }
    Level parsed = Level.toLevel(level.toUpperCase(Locale.ROOT), null);
    if (parsed == null) {
      throw new IllegalArgumentException(
          "'" + level + "' is not a level; levels are TRACE, DEBUG, INFO, WARN, ERROR, OFF");
    }
    existing.setLevel(parsed);
  }
}
