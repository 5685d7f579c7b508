package io.dtabd.store;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells the log of namespaces whose content in the store is not a dtab, and when they are fixed:
 * once for each content, however often it is read. The same for all stores, so that an operator
 * finds it in one form and at one place.
 */
public final class InvalidDtabs {

  /** More are logged each time that they are read: what is remembered of them has a bound. */
  private static final int MAX_REMEMBERED = 10_000;

  private static final System.Logger log = System.getLogger(InvalidDtabs.class.getName());

  private final Map<Namespace, String> reasons = new ConcurrentHashMap<>();

  /** What the store holds for {@code namespace} is not a dtab, for a reason that says where. */
  public void found(Namespace namespace, String reason) {
    if (reasons.size() < MAX_REMEMBERED && reason.equals(reasons.put(namespace, reason))) {
      return;
    }
    log.log(WARNING, "namespace ''{0}'' cannot be used until it is fixed: {1}", namespace, reason);
  }

  /** The store holds a dtab for {@code namespace}. */
  public void fixed(Namespace namespace) {
    if (reasons.remove(namespace) != null) {
      log.log(INFO, "namespace ''{0}'' can be used again", namespace);
    }
  }

  /** The store holds nothing for {@code namespace}. */
  public void gone(Namespace namespace) {
    reasons.remove(namespace);
  }

  /** The store holds nothing but what is for {@code namespaces}. */
  public void keepOnly(Set<Namespace> namespaces) {
    reasons.keySet().retainAll(namespaces);
  }
}
