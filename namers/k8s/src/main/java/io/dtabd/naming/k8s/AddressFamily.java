package io.dtabd.naming.k8s;

import java.util.Optional;

/** As Kubernetes calls the two kinds of addresses. */
enum AddressFamily {
  IPV4("IPv4"),
  IPV6("IPv6");

  private final String text;

  AddressFamily(String text) {
    this.text = text;
  }

  static Optional<AddressFamily> of(String text) {
    for (AddressFamily each : values()) {
      if (each.text.equals(text)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
