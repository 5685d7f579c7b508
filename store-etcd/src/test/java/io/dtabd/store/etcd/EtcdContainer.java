package io.dtabd.store.etcd;

import com.github.dockerjava.api.DockerClient;
import io.dtabd.testing.peers.Peers;
import io.dtabd.testing.peers.Ports;
import java.io.IOException;
import java.net.BindException;
import java.util.List;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** A current etcd as its makers ship it, where there is a Docker engine. */
final class EtcdContainer implements AutoCloseable {

  private static final String IMAGE = "quay.io/coreos/etcd:v3.6.16";

  private static final int PORT = 2379;

  private final int port;
  private final GenericContainer<?> container;

  private EtcdContainer(int port, GenericContainer<?> container) {
    this.port = port;
    this.container = container;
  }

  /** Ends the test if there is no engine. */
  static EtcdContainer start() throws IOException {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      Peers.missing("docker", "a Docker engine that this user may use");
    }
    return Ports.start(ports -> start(ports.next()));
  }

  private static EtcdContainer start(int port) throws BindException {
    var container = new GenericContainer<>(DockerImageName.parse(IMAGE));
    container.withCommand(
        "etcd",
        "--listen-client-urls=http://0.0.0.0:" + PORT,
        "--advertise-client-urls=http://127.0.0.1:" + port,
        "--max-request-bytes=10485760"); // so that the largest dtab goes in
    // Of all ports only a fixed one is the same after a restart.
    container.setPortBindings(List.of("127.0.0.1:" + port + ":" + PORT));
    container.waitingFor(Wait.forHttp("/health").forPort(PORT));
    try {
      container.start();
    } catch (ContainerLaunchException e) {
      container.stop();
      if (isPortTaken(e)) {
        throw (BindException) new BindException("Docker cannot bind port " + port).initCause(e);
      }
      throw e;
    }
    return new EtcdContainer(port, container);
  }

  private static boolean isPortTaken(ContainerLaunchException failure) {
    return Stream.iterate((Throwable) failure, cause -> cause != null, Throwable::getCause)
        .map(cause -> String.valueOf(cause.getMessage()))
        .anyMatch(
            message ->
                message.contains("port is already allocated")
                    || message.contains("address already in use"));
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  private DockerClient docker() {
    return container.getDockerClient();
  }

  private boolean isRunning() {
    return Boolean.TRUE.equals(container.getCurrentContainerInfo().getState().getRunning());
  }

  private boolean isPaused() {
    return Boolean.TRUE.equals(container.getCurrentContainerInfo().getState().getPaused());
  }

  /** SIGKILL. What it has acknowledged stays in the container. */
  void kill() {
    docker().killContainerCmd(container.getContainerId()).exec();
  }

  /** Starts it again with its data, or does nothing if it runs. */
  void restart() throws IOException {
    if (!isRunning()) {
      Ports.awaitFree("etcd in a container", port);
      docker().startContainerCmd(container.getContainerId()).exec();
    }
  }

  /** Its connections stay open, and nobody answers. */
  void pause() {
    docker().pauseContainerCmd(container.getContainerId()).exec();
  }

  /** Lets it go on, or does nothing if it does. */
  void resume() {
    if (isPaused()) {
      docker().unpauseContainerCmd(container.getContainerId()).exec();
    }
  }

  void etcdctl(String... arguments) throws IOException, InterruptedException {
    var command = new String[arguments.length + 1];
    command[0] = "etcdctl";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    var result = container.execInContainer(command);
    if (result.getExitCode() != 0) {
      throw new IOException(String.join(" ", command) + ": " + result.getStderr());
    }
  }

  @Override
  public void close() {
    container.stop();
  }
}
