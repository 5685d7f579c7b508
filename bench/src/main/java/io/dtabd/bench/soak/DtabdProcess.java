package io.dtabd.bench.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * dtabd in a JVM of its own, with a fixed heap that is in memory from the start, so that resident
 * memory grows only by what is not heap. Linux only: it reads {@code /proc}.
 */
final class DtabdProcess implements AutoCloseable {

  private static final String HTTP = "io.l5d.httpController";
  private static final String ADMIN = "admin";

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /** How the log tells where a listener is. */
  private static final Pattern LISTENS =
      Pattern.compile(" (\\S+) listens on http://127\\.0\\.0\\.1:(\\d+)");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Path log;
  private final InetSocketAddress http;
  private final InetSocketAddress admin;

  private DtabdProcess(Process process, Path log, InetSocketAddress http, InetSocketAddress admin) {
    this.process = process;
    this.log = log;
    this.http = http;
    this.admin = admin;
  }

  /**
   * Starts dtabd with the classpath and the Java of this process, and waits until it listens.
   *
   * @param folder gets the configuration, the log, the dtabs in {@code data}, and has the addresses
   *     in {@code disco}
   * @param heapMegabytes no more and no less
   * @param limits the value of {@code io.dtabd.limits}
   */
  static DtabdProcess start(Path folder, int heapMegabytes, String limits)
      throws IOException, InterruptedException {
    Path config =
        Files.writeString(
            folder.resolve("dtabd.yml"),
            """
            admin: { port: 0 }
            storage: { kind: io.dtabd.file, dir: '%s' }
            namers: [ { kind: io.l5d.fs, rootDir: '%s' } ]
            interfaces: [ { kind: %s, port: 0 } ]
            io.dtabd.limits: %s
            """
                .formatted(folder.resolve("data"), folder.resolve("disco"), HTTP, limits));
    Path log = folder.resolve("dtabd.log");
    var command = new ArrayList<String>();
    command.add(tool("java"));
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseCompactObjectHeaders",
            "-Xms" + heapMegabytes + "m",
            "-Xmx" + heapMegabytes + "m",
            "-XX:+AlwaysPreTouch",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            "io.dtabd.server.Main",
            config.toString()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (true) {
      Optional<InetSocketAddress> http = addressOf(HTTP, log);
      Optional<InetSocketAddress> admin = addressOf(ADMIN, log);
      if (http.isPresent() && admin.isPresent()) {
        return new DtabdProcess(process, log, http.get(), admin.get());
      }
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        process.destroyForcibly();
        throw new IOException("dtabd did not come up; it said: " + Files.readString(log));
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  private static Optional<InetSocketAddress> addressOf(String listener, Path log)
      throws IOException {
    return LISTENS
        .matcher(Files.readString(log))
        .results()
        .filter(found -> found.group(1).equals(listener))
        .map(found -> Integer.parseInt(found.group(2)))
        .map(port -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .findFirst();
  }

  /** Where the HTTP interface listens. */
  InetSocketAddress http() {
    return http;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The lines of the log at level WARN or ERROR. */
  List<String> complaints() throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> line.matches("\\S+ (WARN|ERROR) .*")).toList();
    }
  }

  /** Looks at the process. It collects garbage for that, so not to be called too often. */
  Vitals vitals() throws IOException, InterruptedException {
    long live = liveHeapBytes();
    JsonNode metrics;
    try (HttpConnection connection = HttpConnection.open(admin)) {
      metrics = JSON.readTree(connection.get("/admin/metrics.json").body());
    }
    String status = Files.readString(proc("status"));
    try (Stream<Path> open = Files.list(proc("fd"))) {
      return new Vitals(
          live,
          number(status, "VmRSS") * 1024,
          (int) number(status, "Threads"),
          (int) open.count(),
          watchers(metrics),
          metrics.path("dtabd/questions").asInt(),
          metrics.path("dtabd/questions/idle").asInt(),
          metrics.path("dtabd/connections/" + HTTP).asInt(),
          metrics.path("netty/allocator/used/direct").asLong());
    }
  }

  /**
   * One gauge for each kind and protocol; the counters of those who came and went have no label.
   */
  private static int watchers(JsonNode metrics) {
    return metrics.properties().stream()
        .filter(each -> each.getKey().matches("dtabd/watchers/[^/]+/[^/]+"))
        .mapToInt(each -> each.getValue().asInt())
        .sum();
  }

  /** A class histogram is taken after a full collection; its last line has the total. */
  private long liveHeapBytes() throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(tool("jcmd"), Long.toString(process.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String total = "";
    try (BufferedReader lines = jcmd.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        total = line.startsWith("Total") ? line : total;
      }
    }
    if (jcmd.waitFor() != 0 || total.isEmpty()) {
      throw new IOException("jcmd gave no histogram of process " + process.pid());
    }
    return Long.parseLong(total.strip().split("\\s+")[2]);
  }

  private static long number(String status, String field) throws IOException {
    Matcher matcher = Pattern.compile("(?m)^" + field + ":\\s*(\\d+)").matcher(status);
    if (!matcher.find()) {
      throw new IOException("/proc has no " + field);
    }
    return Long.parseLong(matcher.group(1));
  }

  private Path proc(String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIMEOUT)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
