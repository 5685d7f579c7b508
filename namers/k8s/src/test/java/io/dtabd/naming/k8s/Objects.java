package io.dtabd.naming.k8s;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Objects of a cluster, from how people write them. */
final class Objects {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private Objects() {}

  /**
   * @param rest the lines after the metadata
   */
  static Service service(String namespace, String name, String rest) {
    return YAML.unmarshal(
        head("v1", "Service", namespace, name, "labels: {version: v1, other: x}") + rest,
        Service.class);
  }

  /**
   * @param service whose slice it is
   * @param rest the lines after the metadata
   */
  static EndpointSlice slice(String namespace, String name, String service, String rest) {
    return YAML.unmarshal(
        head(
                "discovery.k8s.io/v1",
                "EndpointSlice",
                namespace,
                name,
                "labels: {kubernetes.io/service-name: " + service + ", version: v1}")
            + rest,
        EndpointSlice.class);
  }

  /**
   * @param rest the lines after the metadata
   */
  static Endpoints endpoints(String namespace, String name, String rest) {
    return YAML.unmarshal(
        head("v1", "Endpoints", namespace, name, "labels: {version: v1}") + rest, Endpoints.class);
  }

  private static String head(
      String version, String kind, String namespace, String name, String labels) {
    return """
    apiVersion: %s
    kind: %s
    metadata:
      namespace: %s
      name: %s
      %s
    """
        .formatted(version, kind, namespace, name, labels);
  }
}
