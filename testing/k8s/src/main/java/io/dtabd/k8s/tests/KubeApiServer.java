package io.dtabd.k8s.tests;

import static org.awaitility.Awaitility.await;

import io.dtabd.testing.peers.ChildProcess;
import io.dtabd.testing.peers.EtcdServer;
import io.dtabd.testing.peers.Peers;
import io.dtabd.testing.peers.Ports;
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
import org.awaitility.core.ConditionTimeoutException;
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

  /** The command that builds a program of Kubernetes, but for the program's name. */
  static final String BUILD = "scripts/kube-apiserver/build ";

  private static final String LOG = "kube-apiserver.log";
  private static final String ADMIN_TOKEN = UUID.randomUUID().toString();

  /**
   * Building its own roles at the first start takes most of it; several times that on a busy
   * machine.
   */
  private static final Duration START = Duration.ofMinutes(4);

  private static @Nullable KubeApiServer shared;
  private static final AtomicInteger namespaces = new AtomicInteger();

  private final Path folder;
  private final EtcdServer etcd;
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
    return start(Ports::free);
  }

  /**
   * @param ports for the API server; its etcd finds others
   */
  static KubeApiServer start(Ports.Source ports) throws IOException {
    Path program = Peers.require("kube-apiserver", BUILD + "kube-apiserver");
    Path folder = Files.createTempDirectory("dtabd-k8s");
    EtcdServer etcd = EtcdServer.start(folder);
    try {
      return Ports.start(ports, each -> new KubeApiServer(folder, etcd, program, each.next()));
    } catch (IOException | RuntimeException e) {
      etcd.close();
      throw e;
    }
  }

  private KubeApiServer(Path folder, EtcdServer etcd, Path program, int port) throws IOException {
    this.folder = folder;
    this.etcd = etcd;
    this.port = port;
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
    process = ChildProcess.start(folder.resolve(LOG), command);
    try {
      awaitCertificate();
      admin = client(adminKubeconfig());
      awaitReady();
    } catch (IOException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private void awaitCertificate() throws IOException {
    Path certificate = folder.resolve("apiserver.crt");
    await("kube-apiserver's certificate")
        .atMost(START)
        .until(() -> Files.exists(certificate) || !process.isAlive());
    process.requireAlive("kube-apiserver");
  }

  private void awaitReady() throws IOException {
    try {
      await("kube-apiserver").atMost(START).until(() -> !process.isAlive() || isReady());
    } catch (ConditionTimeoutException e) {
      throw new IllegalStateException("kube-apiserver does not start:\n" + process.lastWords(), e);
    }
    process.requireAlive("kube-apiserver");
  }

  private boolean isReady() {
    try {
      return "ok".equals(admin.raw("/readyz")) && process.listensOn(port);
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
      Ports.awaitFree("kube-apiserver", port);
      process = ChildProcess.start(folder.resolve(LOG), command);
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
