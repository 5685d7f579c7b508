package io.dtabd.k8s.tests;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Who a program in a pod is to the API server. */
public record ServiceAccount(String namespace, String name) {

  /** A token as a kubelet would mount it. */
  String token(KubernetesClient admin) {
    var account =
        admin
            .serviceAccounts()
            .resource(
                new ServiceAccountBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace)
                    .withName(name)
                    .endMetadata()
                    .build());
    if (account.get() == null) {
      account.create();
    }
    TokenRequest token = account.tokenRequest();
    return token.getStatus().getToken();
  }
}
