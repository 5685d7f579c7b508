package io.dtabd.serving;

import io.dtabd.store.Version;
import java.time.Instant;
import java.util.Optional;

/**
 * A version of a namespace's dtab, with its place among those that this process saw. Versions
 * themselves are opaque and have no order.
 *
 * @param order higher than that of every version of the namespace seen before
 * @param version empty while there is no such namespace
 * @param seen when this process saw it first
 */
public record TableVersion(long order, Optional<Version> version, Instant seen) {

  public boolean isAtLeast(TableVersion other) {
    return order >= other.order;
  }
}
