package io.dtabd.admin;

import io.dtabd.serving.Coverage;
import io.dtabd.serving.Propagation;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/**
 * All namespaces at a glance.
 *
 * @param replicas those whose watchers are counted
 * @param namespaces the first of them, by name
 * @param count how many there are
 */
record Overview(
    Instant at,
    StoreState store,
    Coverage replicas,
    SortedMap<Namespace, Row> namespaces,
    int count) {

  /**
   * @param kind as the configuration names it
   * @param problem why nothing is known of any namespace; empty if something is
   */
  record StoreState(String kind, Optional<Instant> staleSince, Optional<String> problem) {}

  /**
   * One namespace.
   *
   * @param version empty where it is not known, and then {@code problem} says why
   * @param changed when that version was written, where that is known
   * @param audience on all replicas that are counted
   */
  record Row(
      int dentries,
      Optional<Version> version,
      Optional<Instant> changed,
      Optional<String> problem,
      Propagation.Audience audience) {}
}
