package io.dtabd.store;

import java.util.Collection;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** How a version's file is called: its number in sixteen digits, so that names sort as numbers. */
final class VersionFile {

  static final long MAX_NUMBER = 9_999_999_999_999_999L;

  private static final int DIGITS = 16;
  private static final String SUFFIX = ".dtab";
  private static final Pattern NAME = Pattern.compile("[0-9]{" + DIGITS + "}\\" + SUFFIX);

  private VersionFile() {}

  static String name(long number) {
    return "%016d%s".formatted(number, SUFFIX);
  }

  /** Empty if {@code name} is not a version's. */
  static OptionalLong number(String name) {
    return NAME.matcher(name).matches()
        ? OptionalLong.of(Long.parseLong(name, 0, DIGITS, 10))
        : OptionalLong.empty();
  }

  /** The numbers among {@code names}, ascending. */
  static long[] numbers(Collection<String> names) {
    return names.stream()
        .map(VersionFile::number)
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong)
        .sorted()
        .toArray();
  }
}
