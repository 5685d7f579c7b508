package io.dtabd.naming.k8s;

import java.util.Comparator;

/** Which service: {@code name} in the Kubernetes namespace {@code namespace}. */
record ServiceName(String namespace, String name) implements Comparable<ServiceName> {

  private static final Comparator<ServiceName> ORDER =
      Comparator.comparing(ServiceName::namespace).thenComparing(ServiceName::name);

  @Override
  public int compareTo(ServiceName other) {
    return ORDER.compare(this, other);
  }
}
