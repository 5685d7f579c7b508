package io.dtabd.thriftmux;

import java.util.Locale;
import java.util.Optional;

/** The methods of the service {@code Namer}. */
public enum Method {
  BIND,
  ADDR,
  DELEGATE,
  DTAB;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  static Optional<Method> of(String wireName) {
    for (Method method : values()) {
      if (method.wireName.equals(wireName)) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }

  String wireName() {
    return wireName;
  }
}
