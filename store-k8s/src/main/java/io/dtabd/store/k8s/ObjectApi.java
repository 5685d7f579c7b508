package io.dtabd.store.k8s;

import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.Outcome;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.Optional;

/** Single requests for the DTab objects of one Kubernetes namespace; none is ever repeated. */
final class ObjectApi {

  private final KubernetesClient client;
  private final String path;

  ObjectApi(KubernetesClient client, String kubernetesNamespace) {
    this.client = client;
    this.path = "/apis/" + DtabJson.API_VERSION + "/namespaces/" + kubernetesNamespace + "/dtabs";
  }

  /** As the server holds it now: every write that returned before is in it. */
  Optional<GenericKubernetesResource> get(String name) throws StoreException {
    try {
      return Optional.of(parsed(client.raw(path + "/" + name, "GET", null)));
    } catch (KubernetesClientException e) {
      if (Failure.isNotFound(e)) {
        return Optional.empty();
      }
      throw Failure.of("read namespace '" + name + "'", e, Outcome.NOT_DONE);
    }
  }

  /**
   * @return empty if there is one of that name
   */
  Optional<GenericKubernetesResource> create(GenericKubernetesResource object)
      throws StoreException {
    String name = object.getMetadata().getName();
    try {
      return Optional.of(parsed(client.raw(path, "POST", object)));
    } catch (KubernetesClientException e) {
      if (Failure.isConflict(e)) {
        return Optional.empty();
      }
      throw Failure.of("create namespace '" + name + "'", e, Outcome.UNKNOWN);
    }
  }

  /**
   * Puts {@code object} in the place of the one whose version and uid its metadata has.
   *
   * @return empty if that is no longer there
   */
  Optional<GenericKubernetesResource> replace(GenericKubernetesResource object)
      throws StoreException {
    String name = object.getMetadata().getName();
    try {
      return Optional.of(parsed(client.raw(path + "/" + name, "PUT", object)));
    } catch (KubernetesClientException e) {
      if (Failure.isConflict(e) || Failure.isNotFound(e)) {
        return Optional.empty();
      }
      throw Failure.of("write namespace '" + name + "'", e, Outcome.UNKNOWN);
    }
  }

  /**
   * Deletes exactly this version.
   *
   * @return false if that is no longer there
   */
  boolean delete(ObjectMeta object) throws StoreException {
    var exactly =
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "DeleteOptions",
            "preconditions",
            Map.of("uid", object.getUid(), "resourceVersion", object.getResourceVersion()));
    try {
      client.raw(path + "/" + object.getName(), "DELETE", exactly);
      return true;
    } catch (KubernetesClientException e) {
      if (Failure.isConflict(e) || Failure.isNotFound(e)) {
        return false;
      }
      throw Failure.of("delete namespace '" + object.getName() + "'", e, Outcome.UNKNOWN);
    }
  }

  private GenericKubernetesResource parsed(String json) {
    return client.getKubernetesSerialization().unmarshal(json, GenericKubernetesResource.class);
  }
}
