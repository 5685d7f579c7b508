package io.dtabd.k8s.tests;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real {@code kube-apiserver} on a real etcd, with TLS on its own certificate, tokens, and RBAC.
 * There is no kubelet and no controller: nothing runs pods, makes endpoints for services, or
 * finishes the deletion of a namespace.
 *
 * <p>Starting takes some ten seconds, so tests share one and each works in {@link #newNamespace a
 * namespace of its own}.
 */
public final class KubeApiServer implements AutoCloseable {

  private static final String ADMIN_TOKEN = UUID.randomUUID().toString();

  /**
   * Building its own roles at the first start takes most of it; several times that on a busy
   * machine.
   */
  private static final Duration START = Duration.ofMinutes(4);

  private static @Nullable KubeApiServer shared;
  private static final AtomicInteger namespaces = new AtomicInteger();

  private final Path folder;
  private final Etcd etcd;
  private final int port;
  private final List<String> command;
  private final KubernetesClient admin;
  private ChildProcess process;

  /** The one of this JVM; skips the test, or fails it under CI, if it cannot be had. */
  public static synchronized KubeApiServer shared() throws IOException {
    if (shared == null) {
      shared = start();
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared;
  }

  /** One more, for tests that other tests must not notice; it is to be closed. */
  public static KubeApiServer start() throws IOException {
    Path program = Program.KUBE_APISERVER.require();
    Program.ETCD.require();
    Path folder = Files.createTempDirectory("dtabd-k8s");
    return new KubeApiServer(folder, program);
  }

  private KubeApiServer(Path folder, Path program) throws IOException {
    this.folder = folder;
    etcd = new Etcd(folder);
    port = ChildProcess.freePort();
    Path tokens = folder.resolve("tokens.csv");
    Files.writeString(tokens, ADMIN_TOKEN + ",admin,admin,system:masters\n");
    Path key = SigningKey.write(folder.resolve("service-accounts.pem"));
    command =
        List.of(
            program.toString(),
            "--etcd-servers=" + etcd.url(),
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            "--secure-port=" + port,
            "--cert-dir=" + folder,
            "--token-auth-file=" + tokens,
            "--authorization-mode=RBAC",
            "--anonymous-auth=false",
            "--service-account-key-file=" + key,
            "--service-account-signing-key-file=" + key,
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-cluster-ip-range=10.0.0.0/16",
            // Pods of the tests have no tokens mounted, and there is nobody to make the accounts.
            "--disable-admission-plugins=ServiceAccount",
            "--v=1");
    process = launch();
    admin = client(adminKubeconfig());
    awaitReady();
  }

  private ChildProcess launch() throws IOException {
    Path certificate = folder.resolve("apiserver.crt");
    var launched = new ChildProcess(folder.resolve("kube-apiserver.log"), command);
    await("kube-apiserver's certificate")
        .atMost(START)
        .until(() -> Files.exists(certificate) || !launched.isAlive());
    return launched;
  }

  private void awaitReady() {
    try {
      await("kube-apiserver").atMost(START).until(this::isReady);
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new IllegalStateException("kube-apiserver does not start:\n" + process.lastWords(), e);
    }
  }

  private boolean isReady() {
    if (!process.isAlive()) {
      throw new IllegalStateException("kube-apiserver ended:\n" + process.lastWords());
    }
    try {
      return "ok".equals(admin.raw("/readyz"));
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  /** Where it listens. */
  public String url() {
    return "https://127.0.0.1:" + port;
  }

  /** The port on which it listens, on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** Somebody who may do everything. */
  public KubernetesClient admin() {
    return admin;
  }

  /** How somebody who may do everything gets in. */
  public Kubeconfig adminKubeconfig() {
    return kubeconfig(ADMIN_TOKEN, "default");
  }

  /**
   * How a service account gets in, which is made if it is not there. It may do nothing but what it
   * is bound to.
   */
  public Kubeconfig kubeconfig(ServiceAccount account) {
    return kubeconfig(account.token(admin), account.namespace());
  }

  private Kubeconfig kubeconfig(String token, String namespace) {
    try {
      String certificate = Files.readString(folder.resolve("apiserver.crt"));
      return new Kubeconfig(url(), certificate, token, namespace);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client that does not repeat what fails; it is to be closed. */
  public static KubernetesClient client(Kubeconfig kubeconfig) {
    Config config =
        new ConfigBuilder(Config.fromKubeconfig(kubeconfig.yaml()))
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .build();
  }

  /** Makes a Kubernetes namespace that nobody had before. */
  public String newNamespace() {
    String name = "test-" + namespaces.incrementAndGet();
    admin
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return name;
  }

  /** Ends it by SIGKILL: connections break and new ones are refused. What it keeps stays. */
  public void kill() {
    process.close();
  }

  /** Starts it again where it was, and waits until it serves; nothing if it runs. */
  public void restart() throws IOException {
    if (!process.isAlive()) {
      process = launch();
      awaitReady();
    }
  }

  /**
   * Starts it again after it has forgotten everything but the present: who watches from an older
   * version is told that it is gone.
   */
  public void forgetThePast() throws IOException, InterruptedException {
    kill();
    etcd.compact();
    restart();
  }

  /** Throws away all that is not the newest, while it runs. */
  public void compact() throws IOException, InterruptedException {
    etcd.compact();
  }

  /** Ends it and its etcd for a moment, to keep a copy of everything for {@link #restoreCopy}. */
  public void keepCopy() throws IOException {
    kill();
    etcd.keepCopy();
    restart();
  }

  /** Starts it again with everything as it was when the copy was made, versions too. */
  public void restoreCopy() throws IOException {
    kill();
    etcd.restoreCopy();
    restart();
  }

  /** Freezes it by SIGSTOP: connections stay open and are accepted, and nobody answers. */
  public void pause() {
    process.pause();
  }

  /** Lets it go on after {@link #pause}. */
  public void resume() {
    if (process.isAlive()) {
      process.resume();
    }
  }

  /** Ends it and throws everything away. */
  @Override
  public void close() {
    admin.close();
    process.close();
    etcd.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
