package io.dtabd.serving;

import java.util.Locale;

/** How constants look in what people and their tools read: labels of metrics, fields of JSON. */
public final class Labels {

  private Labels() {}

  /** The constant's name in lower case. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
