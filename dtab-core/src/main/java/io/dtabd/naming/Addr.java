package io.dtabd.naming;

import java.util.Optional;
import java.util.Set;

/** The addresses of a bound name. */
public sealed interface Addr {

  /**
   * @param endpoints where to send, in no particular order; may be empty
   * @param authority the name that the endpoints go by, as in an HTTP {@code Host}, where one is
   *     known
   */
  record Bound(Set<Endpoint> endpoints, Optional<String> authority) implements Addr {
    public Bound {
      endpoints = Set.copyOf(endpoints);
    }

    public Bound(Set<Endpoint> endpoints) {
      this(endpoints, Optional.empty());
    }
  }

  /** There is no such name. */
  record Neg() implements Addr {}
}
