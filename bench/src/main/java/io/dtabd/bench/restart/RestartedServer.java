package io.dtabd.bench.restart;

import io.dtabd.dtab.Dtab;
import io.dtabd.store.FileDtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** dtabd in a JVM of its own, on ports and a folder that it has again after each start. */
final class RestartedServer implements AutoCloseable {

  private static final Namespace LOAD = new Namespace("load");

  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(2);

  /** Below those that the system gives to clients, of whom one could have it at the restart. */
  private static final int FIRST_PORT = 20_000;

  private static final int LAST_PORT = 30_000;

  private final Path config;
  private final Path dtabs;
  private final int http = freePort();
  private final int mesh = freePort();
  private final int thrift = freePort();
  private @Nullable Process process;

  RestartedServer(Path folder) throws IOException {
    this.dtabs = folder.resolve("data");
    this.config =
        Files.writeString(
            folder.resolve("dtabd.yml"),
            """
            admin: { port: %d }
            storage: { kind: io.dtabd.file, dir: '%s' }
            interfaces:
            - { kind: io.l5d.httpController, port: %d }
            - { kind: io.l5d.mesh, port: %d }
            - { kind: io.l5d.thriftNameInterpreter, port: %d }
            """
                .formatted(freePort(), dtabs, http, mesh, thrift));
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

  /** Starts it, and returns when all its interfaces accept. */
  void start() throws IOException, InterruptedException {
    Process started =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-XX:+UseCompactObjectHeaders",
                    "-Xmx512m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "io.dtabd.server.Main",
                    config.toString()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process = started;
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    for (int port : new int[] {http, mesh, thrift}) {
      while (!accepts(port)) {
        if (!started.isAlive() || System.nanoTime() - deadline > 0) {
          throw new IOException("dtabd did not come up with " + config);
        }
        Thread.sleep(LOOK_EVERY);
      }
    }
  }

  private static boolean accepts(int port) {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Asks it to stop, and returns when it has. */
  void terminate() throws InterruptedException {
    Process ended = Objects.requireNonNull(process);
    ended.destroy();
    ended.waitFor();
  }

  void kill() throws InterruptedException {
    Objects.requireNonNull(process).destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
      try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException e) {
        // Taken: another, then.
      }
    }
  }
}
