package io.dtabd.bench.attack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.bench.load.ServerProcess;
import io.dtabd.bench.soak.Folders;
import io.dtabd.bench.soak.HttpConnection;
import io.dtabd.testing.peers.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The whole program with all its interfaces, started as {@code ./dtabd} starts it. */
final class AttackedServer implements AutoCloseable {

  /** Where dtabs and their history are. */
  enum Storage {
    /** Then only the newest version of a dtab is in memory. */
    FILE,
    /** All that is kept of a dtab is in memory: three versions of one of 3.9 MB. */
    MEMORY
  }

  /** How long to try to delete dtabs. */
  private static final Duration DELETION = Duration.ofSeconds(10);

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What it holds at one moment.
   *
   * @param residentBytes of memory, as the kernel counts
   * @param files open, sockets included
   */
  record Vitals(long residentBytes, int files) {

    Vitals most(Vitals other) {
      return new Vitals(Math.max(residentBytes, other.residentBytes), Math.max(files, other.files));
    }
  }

  /**
   * What is in use, when it is not busy.
   *
   * @param liveHeapBytes what is reachable, after a full collection
   * @param nettyBytes that Netty holds outside of the heap
   */
  record Kept(long liveHeapBytes, long nettyBytes) {}

  private final ServerProcess process;
  private final Target target;
  private final int admin;
  private final Path folder;

  /** By {@link System#nanoTime}, if it has ended. */
  private volatile long endedNanos;

  private AttackedServer(ServerProcess process, Target target, int admin, Path folder) {
    this.process = process;
    this.target = target;
    this.admin = admin;
    this.folder = folder;
    ProcessHandle.of(process.pid())
        .ifPresent(
            running -> {
              var _ = running.onExit().thenRun(() -> endedNanos = System.nanoTime());
            });
  }

  /**
   * @param options of the JVM, besides the heap
   */
  static AttackedServer start(int heapMb, Storage storage, List<String> options)
      throws IOException, InterruptedException {
    return Ports.start(
        ports ->
            start(
                new Target(ports.next(), ports.next(), ports.next()),
                ports.next(),
                heapMb,
                storage,
                options));
  }

  private static String storage(Storage storage, Path folder) {
    return switch (storage) {
      case FILE -> "{ kind: io.dtabd.file, dir: '%s' }".formatted(folder.resolve("dtabs"));
      case MEMORY -> "{ kind: io.l5d.inMemory }";
    };
  }

  private static AttackedServer start(
      Target target, int admin, int heapMb, Storage storage, List<String> more)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("dtabd-attacked");
    Path config = folder.resolve("dtabd.yml");
    Files.writeString(
        config,
        """
        admin: { port: %d }
        storage: %s
        interfaces:
        - { kind: io.l5d.httpController, port: %d }
        - { kind: io.l5d.mesh, port: %d }
        - { kind: io.l5d.thriftNameInterpreter, port: %d }
        """
            .formatted(
                admin, storage(storage, folder), target.http(), target.mesh(), target.thrift()));
    var options = new ArrayList<String>();
    options.addAll(
        List.of(
            "-Xms16m",
            "-Xmx" + heapMb + "m",
            "-XX:-AlwaysPreTouch",
            "-XX:+ExitOnOutOfMemoryError"));
    options.addAll(more);
    ServerProcess process =
        ServerProcess.start(
            options, "io.dtabd.server.Main", target.httpAddress(), config.toString());
    return new AttackedServer(process, target, admin, folder);
  }

  Target target() {
    return target;
  }

  /** Empty while it runs. */
  OptionalInt exitStatus() {
    return process.exitStatus();
  }

  /** When it ended, by {@link System#nanoTime}; now, if nobody knows. */
  long endedNanos() {
    long ended = endedNanos;
    return ended == 0 ? System.nanoTime() : ended;
  }

  String lastWords() {
    return process.lastWords();
  }

  /**
   * @throws IOException if it has ended
   */
  Vitals vitals() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return new Vitals(ServerProcess.residentBytes(process.pid()), Math.toIntExact(files.count()));
    }
  }

  /** As a fleet's owner would who finds them: what is kept afterwards is kept for nobody. */
  void deleteDtabs(List<String> namespaces) throws InterruptedException {
    long deadline = System.nanoTime() + DELETION.toNanos();
    for (String namespace : namespaces) {
      while (exitStatus().isEmpty() && System.nanoTime() - deadline < 0 && !delete(namespace)) {
        Thread.sleep(Duration.ofMillis(100));
      }
    }
  }

  private boolean delete(String namespace) {
    try (var connection = HttpConnection.open(target.httpAddress())) {
      int status = connection.call("DELETE", "/api/1/dtabs/" + namespace, null, "").status();
      return status == 204 || status == 404;
    } catch (IOException e) {
      return false;
    }
  }

  Kept kept() throws IOException, InterruptedException {
    long live = process.memory().liveHeapBytes();
    try (var connection = HttpConnection.open(Target.at(admin))) {
      JsonNode metrics = JSON.readTree(connection.get("/admin/metrics.json").body());
      return new Kept(live, metrics.path("netty/allocator/used/direct").asLong());
    }
  }

  @Override
  public void close() throws IOException {
    process.close();
    Folders.delete(folder);
  }
}
