package io.dtabd.naming;

import java.util.Comparator;
import java.util.List;
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

    private static final Comparator<Endpoint> ORDER =
        Comparator.comparing((Endpoint endpoint) -> endpoint.ip().getHostAddress())
            .thenComparingInt(Endpoint::port)
            .thenComparing(Endpoint::toString);

    public Bound {
      endpoints = Set.copyOf(endpoints);
    }

    public Bound(Set<Endpoint> endpoints) {
      this(endpoints, Optional.empty());
    }

    /**
     * The endpoints, equal sets in the same order: so that they are written alike, and a change of
     * nothing else is no change of bytes.
     */
    public List<Endpoint> inOrder() {
      return endpoints.stream().sorted(ORDER).toList();
    }
  }

  /** There is no such name. */
  record Neg() implements Addr {}
}
