package io.dtabd.replicas;

import java.util.Locale;

/** How values are written in JSON and in addresses. */
final class JsonNames {

  private JsonNames() {}

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
