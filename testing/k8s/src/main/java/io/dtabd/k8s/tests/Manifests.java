package io.dtabd.k8s.tests;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dtabd.testing.peers.Checkout;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;

/** The definitions and rights that dtabd ships for a cluster. */
public final class Manifests {

  private static final Path FOLDER = Checkout.file("docker/kubernetes");

  private static final String ACCOUNT = "dtabd";

  private Manifests() {}

  /**
   * Applies them to {@code namespace}.
   *
   * @return how dtabd gets in, with the rights that they give it and no others
   */
  public static Kubeconfig install(KubeApiServer server, String namespace) throws IOException {
    define(server);
    apply(server, namespace, "rbac.yaml");
    Kubeconfig dtabd = server.kubeconfig(new ServiceAccount(namespace, ACCOUNT));
    try (KubernetesClient client = KubeApiServer.client(dtabd)) {
      // New rights take some milliseconds until they count.
      Awaitility.await("the rights of dtabd")
          .ignoreExceptions()
          .until(() -> client.raw(dtabs(namespace)) != null);
    }
    return dtabd;
  }

  /** Applies the definitions, and gives no rights to anybody. */
  public static void define(KubeApiServer server) throws IOException {
    apply(server, "default", "crd.yaml");
    Awaitility.await("the DTab resource").until(() -> server.admin().raw(dtabs("default")) != null);
  }

  /** As {@code kubectl apply -k} does it: everything into the namespace that is chosen. */
  private static void apply(KubeApiServer server, String namespace, String manifest)
      throws IOException {
    String yaml =
        Files.readString(FOLDER.resolve(manifest))
            .replace("namespace: default", "namespace: " + namespace);
    var in = new ByteArrayInputStream(yaml.getBytes(UTF_8));
    for (HasMetadata object : server.admin().load(in).items()) {
      server.admin().resource(object).inNamespace(namespace).forceConflicts().serverSideApply();
    }
  }

  private static String dtabs(String namespace) {
    return "/apis/l5d.io/v1alpha1/namespaces/" + namespace + "/dtabs";
  }
}
