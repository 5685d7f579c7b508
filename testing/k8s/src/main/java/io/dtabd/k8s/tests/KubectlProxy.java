package io.dtabd.k8s.tests;

import static org.awaitility.Awaitility.await;

import io.dtabd.testing.peers.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code kubectl proxy}: plain HTTP on a port of 127.0.0.1, with somebody's rights. It takes
 * HTTP/1.1 only: a request that offers to go on in HTTP/2, as the JDK's client sends it unless told
 * otherwise, it answers with "invalid upgrade response".
 */
public final class KubectlProxy implements AutoCloseable {

  private static final Pattern STARTED = Pattern.compile("Starting to serve on .*:(\\d+)");

  private final ChildProcess process;
  private final int port;

  /**
   * @param folder takes its log
   */
  public static KubectlProxy start(Path folder, Kubeconfig kubeconfig) throws IOException {
    return new KubectlProxy(folder, kubeconfig);
  }

  private KubectlProxy(Path folder, Kubeconfig kubeconfig) throws IOException {
    Path log = Files.createTempFile(folder, "kubectl-proxy", ".log");
    process = ChildProcess.start(log, new Kubectl(folder, kubeconfig).command("proxy", "--port=0"));
    port =
        await("kubectl proxy")
            .atMost(Duration.ofMinutes(2))
            .until(() -> startedOn(Files.readString(log)), Optional::isPresent)
            .orElseThrow();
  }

  private static Optional<Integer> startedOn(String log) {
    Matcher started = STARTED.matcher(log);
    return started.find() ? Optional.of(Integer.valueOf(started.group(1))) : Optional.empty();
  }

  /** Where it listens, on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** Freezes it, as a network that swallows everything. */
  public void pause() {
    process.pause();
  }

  public void resume() {
    process.resume();
  }

  @Override
  public void close() {
    process.close();
  }
}
