package io.dtabd.bench.replicas;

import io.dtabd.k8s.tests.HttpService;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Services whose endpoints change all the time, as a controller would write them. */
final class Backends {

  static final int SERVICES = 10;

  private static final int MOST_ENDPOINTS = 20;

  private final KubernetesClient admin;
  private final String namespace;
  private final SplittableRandom random;

  Backends(KubernetesClient admin, String namespace, SplittableRandom random) {
    this.admin = admin;
    this.namespace = namespace;
    this.random = random;
  }

  static String name(int service) {
    return "web-" + service;
  }

  void create() {
    for (int i = 0; i < SERVICES; i++) {
      putService(i);
      putSlice(i);
    }
  }

  /** One change, mostly of a slice. */
  void change() {
    int service = random.nextInt(SERVICES);
    switch (random.nextInt(20)) {
      case 0 -> admin.services().inNamespace(namespace).withName(name(service)).delete();
      case 1 ->
          admin
              .discovery()
              .v1()
              .endpointSlices()
              .inNamespace(namespace)
              .withName(name(service))
              .delete();
      case 2, 3 -> putService(service);
      default -> putSlice(service);
    }
  }

  /** What dtabd has to say of a service: its ready addresses. Empty too if it is not there. */
  Set<String> addresses(int service) {
    if (admin.services().inNamespace(namespace).withName(name(service)).get() == null) {
      return Set.of();
    }
    EndpointSlice slice =
        admin
            .discovery()
            .v1()
            .endpointSlices()
            .inNamespace(namespace)
            .withName(name(service))
            .get();
    return slice == null
        ? Set.of()
        : slice.getEndpoints().stream()
            .filter(each -> !Objects.equals(each.getConditions().getReady(), false))
            .map(each -> each.getAddresses().getFirst())
            .collect(Collectors.toCollection(TreeSet::new));
  }

  private void putService(int service) {
    admin.resource(new HttpService(namespace, name(service)).headless()).serverSideApply();
  }

  private void putSlice(int service) {
    EndpointSliceBuilder slice = new HttpService(namespace, name(service)).slice(name(service));
    int endpoints = random.nextInt(1, MOST_ENDPOINTS);
    for (int i = 0; i < endpoints; i++) {
      slice
          .addNewEndpoint()
          .withAddresses("10.%d.%d.%d".formatted(service, random.nextInt(250), i))
          .withNewConditions()
          .withReady(random.nextInt(5) > 0)
          .endConditions()
          .endEndpoint();
    }
    admin.resource(slice.build()).forceConflicts().serverSideApply();
  }
}
