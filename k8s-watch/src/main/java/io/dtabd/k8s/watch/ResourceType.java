package io.dtabd.k8s.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import java.util.Optional;

/**
 * A type of objects in an API server.
 *
 * @param group empty for the core group, otherwise such as {@code discovery.k8s.io}
 * @param version such as {@code v1}
 * @param plural the name in addresses, such as {@code endpointslices}
 */
public record ResourceType<T extends HasMetadata>(
    String group,
    String version,
    String plural,
    Class<T> type,
    Class<? extends KubernetesResourceList<T>> listType) {

  /**
   * The address of the collection, from the root of the server; of all namespaces if none is given.
   */
  String path(Optional<String> namespace) {
    String api = group.isEmpty() ? "api/" + version : "apis/" + group + "/" + version;
    return api + namespace.map(name -> "/namespaces/" + name).orElse("") + "/" + plural;
  }

  /** For people. */
  String describe(Optional<String> namespace) {
    return plural + namespace.map(name -> " of namespace " + name).orElse(" of all namespaces");
  }
}
