package io.dtabd.bench.restart;

import io.dtabd.dtab.Dtab;
import io.dtabd.store.FileDtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.testing.peers.ChildProcess;
import io.dtabd.testing.peers.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** dtabd in a JVM of its own, on ports and a folder that it has again after each start. */
final class RestartedServer implements AutoCloseable {

  private static final Namespace LOAD = new Namespace("load");

  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
  private static final int CONNECT_TIMEOUT_MS = 1_000;
  private static final Duration LOOK_EVERY = Duration.ofMillis(2);

  private final Path config;
  private final Path log;
  private final Path dtabs;
  private int http;
  private int mesh;
  private int thrift;
  private @Nullable ChildProcess process;

  RestartedServer(Path folder) {
    dtabs = folder.resolve("data");
    config = folder.resolve("dtabd.yml");
    log = folder.resolve("log");
  }

  InetSocketAddress http() {
    return at(http);
  }

  InetSocketAddress mesh() {
    return at(mesh);
  }

  InetSocketAddress thrift() {
    return at(thrift);
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Writes the table into the store's folder, as another process might that has it open too. */
  void write(String dtab) throws IOException {
    try (var store =
        FileDtabStore.open(dtabs, FileDtabStore.Options.DEFAULT, InstantSource.system())) {
      store.put(LOAD, Dtab.read(dtab));
    } catch (StoreException e) {
      throw new IOException(e);
    }
  }

  /** Starts it for the first time, and returns when all its interfaces accept. */
  void start() throws IOException, InterruptedException {
    process = Ports.start(ports -> start(ports.next(), ports.next(), ports.next()));
  }

  private ChildProcess start(int http, int mesh, int thrift)
      throws IOException, InterruptedException {
    this.http = http;
    this.mesh = mesh;
    this.thrift = thrift;
    Files.writeString(
        config,
        """
        admin: { port: 0 }
        storage: { kind: io.dtabd.file, dir: '%s' }
        interfaces:
        - { kind: io.l5d.httpController, port: %d }
        - { kind: io.l5d.mesh, port: %d }
        - { kind: io.l5d.thriftNameInterpreter, port: %d }
        """
            .formatted(dtabs, http, mesh, thrift));
    return launch();
  }

  /** Starts it again on its ports, and returns when all its interfaces accept. */
  void restart() throws IOException, InterruptedException {
    Ports.awaitFree("dtabd", http, mesh, thrift);
    process = launch();
  }

  private ChildProcess launch() throws IOException, InterruptedException {
    ChildProcess started =
        ChildProcess.start(
            log,
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseCompactObjectHeaders",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.dtabd.server.Main",
                config.toString()));
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    for (int port : new int[] {http, mesh, thrift}) {
      while (!accepts(port) || !started.listensOn(port)) {
        started.requireAlive("dtabd");
        if (System.nanoTime() - deadline > 0) {
          started.close();
          throw new IOException("dtabd did not come up with " + config);
        }
        Thread.sleep(LOOK_EVERY);
      }
    }
    return started;
  }

  private static boolean accepts(int port) {
    try (var socket = new Socket()) {
      socket.connect(at(port), CONNECT_TIMEOUT_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Asks it to stop, and returns when it has. */
  void terminate() throws InterruptedException {
    Objects.requireNonNull(process).terminate();
  }

  void kill() {
    Objects.requireNonNull(process).close();
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
