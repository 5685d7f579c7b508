package io.dtabd.k8s.tests;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;

/**
 * A service with one port, {@code http}, whose endpoints are written by hand: no pod is behind it.
 */
public record HttpService(String namespace, String name) {

  private static final int PORT = 80;
  private static final int TARGET_PORT = 8080;

  /** With an address of its own, which the API server chooses. */
  public Service object() {
    return builder().build();
  }

  /** Without an address of its own: there are not so many of them as a test may have services. */
  public Service headless() {
    return builder().editSpec().withClusterIP("None").endSpec().build();
  }

  private ServiceBuilder builder() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .addNewPort()
        .withName("http")
        .withPort(PORT)
        .endPort()
        .endSpec();
  }

  /** Some of its endpoints, to be added by the caller. */
  public EndpointSliceBuilder slice(String sliceName) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(sliceName)
        .addToLabels("kubernetes.io/service-name", name)
        .endMetadata()
        .withAddressType("IPv4")
        .addNewPort()
        .withName("http")
        .withPort(TARGET_PORT)
        .endPort();
  }
}
