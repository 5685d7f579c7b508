package io.dtabd.naming.k8s;

import java.util.Set;

/**
 * What the namers of a cluster need of it.
 *
 * @param collections whether endpoints are read, too
 * @param reach which namespaces
 * @param labelKeys the keys of the labels that they select by
 */
public record ReadPlan(Collections collections, Reach reach, Set<String> labelKeys) {

  public enum Collections {
    SERVICES,
    SERVICES_AND_ENDPOINTS
  }

  public enum Reach {
    /** All at once; one by one as they are asked for where that is not allowed. */
    WHOLE_CLUSTER,
    /** Those that are asked for, one by one. */
    NAMESPACES
  }

  public ReadPlan {
    labelKeys = Set.copyOf(labelKeys);
  }
}
