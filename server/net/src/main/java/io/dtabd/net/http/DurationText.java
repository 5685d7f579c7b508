package io.dtabd.net.http;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 5s}, {@code 1m}. */
public final class DurationText {

  /** Nine digits of any unit fit a long of milliseconds. */
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m)");

  private DurationText() {}

  /**
   * @throws IllegalArgumentException with a message that says what would be right, if {@code text}
   *     is not a duration or is longer than {@code longest}
   */
  public static Duration parse(String text, Duration longest) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + Excerpt.of(text)
              + "' is not a duration; write a number and ms, s or m, like 500ms, 5s or 1m");
    }
    long number = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          default -> Duration.ofMinutes(number);
        };
    if (duration.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          "'" + Excerpt.of(text) + "' is too long; at most " + longest.toSeconds() + "s");
    }
    return duration;
  }
}
