package io.dtabd.naming.k8s;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A label of an object in the cluster. */
record ObjectLabel(String key, String value) {

  /**
   * Those of an object that matter.
   *
   * @param keys what namers select by; the others would only take memory
   */
  static Set<ObjectLabel> of(ObjectMeta meta, Set<String> keys) {
    Map<String, String> labels = meta.getLabels();
    if (labels == null || keys.isEmpty()) {
      return Set.of();
    }
    return labels.entrySet().stream()
        .filter(label -> keys.contains(label.getKey()))
        .map(label -> new ObjectLabel(label.getKey(), label.getValue()))
        .collect(Collectors.toUnmodifiableSet());
  }
}
