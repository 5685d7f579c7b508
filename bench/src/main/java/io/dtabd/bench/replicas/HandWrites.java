package io.dtabd.bench.replicas;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** DTab objects that somebody writes without dtabd, some of them wrong. */
final class HandWrites {

  static final int OBJECTS = 6;

  private static final ResourceDefinitionContext DTABS =
      new ResourceDefinitionContext.Builder()
          .withGroup("l5d.io")
          .withVersion("v1alpha1")
          .withKind("DTab")
          .withPlural("dtabs")
          .withNamespaced(true)
          .build();

  private static final String DENTRIES = "dentries";
  private static final String DST = "dst";
  private static final String WRONG = "/no / dst";

  private final KubernetesClient admin;
  private final String namespace;
  private final SplittableRandom random;
  private int number;

  HandWrites(KubernetesClient admin, String namespace, SplittableRandom random) {
    this.admin = admin;
    this.namespace = namespace;
    this.random = random;
  }

  static String name(int object) {
    return "hand-" + object;
  }

  void change() {
    String name = name(random.nextInt(OBJECTS));
    switch (random.nextInt(8)) {
      case 0 -> object(name).delete();
      case 1 -> put(name, WRONG);
      default -> put(name, "/" + number++);
    }
  }

  /** What has to be served for an object: its only dst. Empty if it is not there. */
  Optional<String> dst(String name) {
    return Optional.ofNullable(object(name).get())
        .map(object -> (List<?>) object.getAdditionalProperties().get(DENTRIES))
        .map(dentries -> String.valueOf(((Map<?, ?>) dentries.getFirst()).get(DST)));
  }

  static boolean isWrong(String dst) {
    return dst.equals(WRONG);
  }

  private void put(String name, String dst) {
    var object = new GenericKubernetesResource();
    object.setApiVersion("l5d.io/v1alpha1");
    object.setKind("DTab");
    object.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
    object.setAdditionalProperty(DENTRIES, List.of(Map.of("prefix", "/svc", DST, dst)));
    object(name)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("somebody")
                .withForce(true)
                .build(),
            object);
  }

  private Resource<GenericKubernetesResource> object(String name) {
    return admin.genericKubernetesResources(DTABS).inNamespace(namespace).withName(name);
  }
}
