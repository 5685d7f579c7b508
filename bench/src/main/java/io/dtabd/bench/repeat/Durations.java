package io.dtabd.bench.repeat;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 90s}, {@code 10m}, {@code 2h}. */
final class Durations {

  private static final Pattern FORM = Pattern.compile("(\\d{1,6})(ms|s|m|h)");

  private Durations() {}

  static Duration parse(String option, String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new Unusable(
          "%s %s: not a duration; write a number above 0 and its unit, such as 90s, 10m or 2h"
              .formatted(option, text));
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2fs", duration.toMillis() / 1000.0);
  }
}
