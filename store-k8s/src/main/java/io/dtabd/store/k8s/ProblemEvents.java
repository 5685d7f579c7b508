package io.dtabd.store.k8s;

import static java.lang.System.Logger.Level.DEBUG;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;

/** Tells whoever looks at an object with {@code kubectl describe} what is wrong with it. */
final class ProblemEvents {

  /** What the message of an event may have. */
  private static final int MAX_MESSAGE = 1024;

  private static final System.Logger log = System.getLogger(ProblemEvents.class.getName());

  private final KubernetesClient client;
  private final String kubernetesNamespace;
  private final InstantSource clock;

  ProblemEvents(KubernetesClient client, String kubernetesNamespace, InstantSource clock) {
    this.client = client;
    this.kubernetesNamespace = kubernetesNamespace;
    this.clock = clock;
  }

  /** Of many that tell the same, the first is heard. */
  void tell(DtabObject object, String reason) {
    String now = clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
    String version = Long.toString(object.revision());
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(kubernetesNamespace)
            .withName(RevisionObject.key(object.namespace()) + "." + version)
            .endMetadata()
            .withNewInvolvedObject()
            .withApiVersion(DtabJson.API_VERSION)
            .withKind(DtabJson.KIND)
            .withNamespace(kubernetesNamespace)
            .withName(object.namespace().name())
            .withUid(object.uid())
            .withResourceVersion(version)
            .endInvolvedObject()
            .withType("Warning")
            .withReason("InvalidDtab")
            .withMessage(reason.length() <= MAX_MESSAGE ? reason : reason.substring(0, MAX_MESSAGE))
            .withNewSource()
            .withComponent(Stamp.DTABD)
            .endSource()
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .withCount(1)
            .build();
    try {
      client.raw("/api/v1/namespaces/" + kubernetesNamespace + "/events", "POST", event);
    } catch (KubernetesClientException e) {
      if (!Failure.isConflict(e)) { // or another has told of it
        log.log(DEBUG, "no event for {0}: {1}", object.namespace(), Failure.reason(e));
      }
    }
  }
}
