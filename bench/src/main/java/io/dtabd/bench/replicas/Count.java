package io.dtabd.bench.replicas;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands in the namespace: a number, and which attempt of which client wrote it, so that no
 * two attempts write the same.
 */
record Count(long number, String attempt) {

  /** Where they count. */
  static final String NAMESPACE = "count";

  private static final Pattern DST = Pattern.compile("/n/(\\d+)/([a-z0-9-]+)");

  String dtab() {
    return "/count => /n/" + number + "/" + attempt;
  }

  /**
   * @param dtab in either format
   */
  static Count read(String dtab) {
    Matcher matcher = DST.matcher(dtab);
    if (!matcher.find()) {
      throw new IllegalArgumentException("not a count: " + dtab);
    }
    return new Count(Long.parseLong(matcher.group(1)), matcher.group(2));
  }
}
