package io.dtabd.server;

import io.dtabd.config.ClientTls;
import io.dtabd.config.HostPort;
import io.dtabd.config.KubernetesApi;
import io.dtabd.net.ClientTlsContext;
import io.dtabd.net.TlsException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Clients of Kubernetes API servers: one for each way to reach one, shared by all who use it. */
final class KubernetesClients implements AutoCloseable {

  /** Writes answer in milliseconds; who waits longer than this shall hear that it went wrong. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** As which the API server's logs and the objects' {@code managedFields} name dtabd. */
  private static final String NAME = "dtabd";

  private static final Path SERVICE_ACCOUNT =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private final Map<KubernetesApi, KubernetesClient> clients = new HashMap<>();
  private final Path serviceAccount;
  private final Map<String, String> environment;

  KubernetesClients() {
    this(SERVICE_ACCOUNT, System.getenv());
  }

  /**
   * @param serviceAccount the folder in which a pod finds who it is
   */
  KubernetesClients(Path serviceAccount, Map<String, String> environment) {
    this.serviceAccount = serviceAccount;
    this.environment = environment;
  }

  /**
   * The client for {@code api}; the same for an equal one. It does nothing yet: a server that is
   * away is met at the first request.
   *
   * @throws StartException if a file that it needs cannot be read
   */
  synchronized KubernetesClient of(KubernetesApi api) throws StartException {
    KubernetesClient client = clients.get(api);
    if (client == null) {
      client = open(api, config(api));
      clients.put(api, client);
    }
    return client;
  }

  @Override
  public synchronized void close() {
    clients.values().forEach(KubernetesClient::close);
  }

  private static KubernetesClient open(KubernetesApi api, Config config) throws StartException {
    Config common =
        new ConfigBuilder(config)
            .withUserAgent(NAME)
            .withRequestTimeout((int) REQUEST_TIMEOUT.toMillis())
            .withConnectionTimeout((int) CONNECT_TIMEOUT.toMillis())
            // Repeating is up to who asked: a write that was repeated unseen could fail for the
            // reason that it had succeeded.
            .withRequestRetryBackoffLimit(0)
            // With HTTP/2 one connection that has silently died would take all requests with it,
            // and kubectl proxy does not understand the offer to use it.
            .withHttp2Disable(true)
            .withOnlyHttpWatches(true)
            .build();
    try {
      return new KubernetesClientBuilder()
          .withConfig(common)
          .withHttpClientFactory(new JdkHttpClientFactory())
          .build();
    } catch (KubernetesClientException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StartException(
          "Kubernetes: cannot be reached with what %s says: %s"
              .formatted(
                  api.kubeconfig().map(Path::toString).orElse("the configuration"),
                  firstLine(cause)),
          e);
    }
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
  }

  private Config config(KubernetesApi api) throws StartException {
    try {
      if (api.kubeconfig().isPresent()) {
        return kubeconfig(api.kubeconfig().get());
      }
      if (api.server().isEmpty()) {
        Optional<Config> pod = pod();
        if (pod.isPresent()) {
          return pod.get();
        }
      }
      return server(api.server().orElse(KubernetesApi.DEFAULT_SERVER), api.tls());
    } catch (TlsException e) {
      throw new StartException("Kubernetes: tls: " + e.getMessage(), e);
    } catch (IOException | UncheckedIOException e) {
      throw new StartException("Kubernetes: cannot read " + e.getMessage(), e);
    }
  }

  private static Config kubeconfig(Path file) throws IOException, StartException {
    Files.readString(file); // whether it is there: what is read below does not say so
    try {
      Config config = Config.fromKubeconfig(file.toFile());
      ClientKey.normalize(config, file);
      return config;
    } catch (RuntimeException e) { // those of the library, and of what it reads YAML with
      throw new StartException(
          "Kubernetes: %s is not a kubeconfig: %s; give one as kubectl uses it"
              .formatted(file, firstLine(e)),
          e);
    }
  }

  /** With the service account of the pod that this is; empty if this is none. */
  private Optional<Config> pod() {
    String host = environment.get("KUBERNETES_SERVICE_HOST");
    String port = environment.get("KUBERNETES_SERVICE_PORT");
    Path token = serviceAccount.resolve("token");
    if (host == null || port == null || !Files.isReadable(token)) {
      return Optional.empty();
    }
    Config config = Config.empty();
    config.setMasterUrl("https://" + new HostPort(host, Integer.parseInt(port)) + "/");
    config.setCaCertFile(serviceAccount.resolve("ca.crt").toString());
    config.setOauthTokenProvider(() -> newest(token));
    return Optional.of(config);
  }

  /** Tokens of service accounts last for an hour or so; the kubelet replaces the file in time. */
  private static String newest(Path token) {
    try {
      return Files.readString(token).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Config server(HostPort server, Optional<ClientTls> tls)
      throws IOException, StartException {
    Config config = Config.empty();
    config.setMasterUrl((tls.isPresent() ? "https://" : "http://") + server + "/");
    if (tls.isPresent()) {
      apply(tls.get(), config);
    }
    return config;
  }

  private static void apply(ClientTls tls, Config config) throws IOException, StartException {
    if (tls.commonName().isPresent()) {
      throw new StartException(
          "tls: commonName is not supported towards a Kubernetes API server; give '"
              + tls.commonName().get()
              + "' as its host instead");
    }
    var _ = ClientTlsContext.jdk(tls); // whether the files make sense
    config.setTrustCerts(tls.disableValidation());
    List<Path> trusted = new ArrayList<>(tls.trustCerts());
    tls.trustCertsBundle().ifPresent(trusted::add);
    if (!trusted.isEmpty()) {
      config.setCaCertData(joined(trusted));
    }
    if (tls.clientAuth().isPresent()) {
      ClientTls.ClientAuth auth = tls.clientAuth().get();
      config.setClientCertFile(auth.certPath().toString());
      config.setClientKeyFile(auth.keyPath().toString());
      ClientKey.normalize(config, auth.keyPath());
    }
  }

  private static String joined(List<Path> certificates) throws IOException {
    var all = new ByteArrayOutputStream();
    for (Path file : certificates) {
      all.writeBytes(Files.readAllBytes(file));
      all.write('\n');
    }
    return Base64.getEncoder().encodeToString(all.toByteArray());
  }
}
