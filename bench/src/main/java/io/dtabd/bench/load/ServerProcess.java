package io.dtabd.bench.load;

import io.dtabd.testing.peers.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** A server in a JVM of its own, so that its memory is its own. */
public final class ServerProcess implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

  /** What collects garbage and compiles after the last change is over by then. */
  private static final Duration SETTLING = Duration.ofSeconds(6);

  private static final String HEAP = "1g";

  /**
   * What a process takes.
   *
   * @param residentBytes of memory, as the kernel counts; the heap's share never changes
   * @param liveHeapBytes what is reachable, after a full collection
   */
  public record Memory(long residentBytes, long liveHeapBytes) {}

  private final ChildProcess process;
  private final InetSocketAddress address;

  private ServerProcess(ChildProcess process, InetSocketAddress address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts the main class with the classpath and the Java of this process, and waits until it
   * accepts connections at {@code address}. Where the port is not one of a restart, call it in
   * {@link io.dtabd.testing.peers.Ports#start}.
   */
  public static ServerProcess start(
      String mainClass, InetSocketAddress address, String... arguments)
      throws IOException, InterruptedException {
    return start(List.of(), mainClass, address, arguments);
  }

  /**
   * As {@link #start(String, InetSocketAddress, String...)}, with more options for the JVM, which
   * are stronger than the usual ones.
   */
  public static ServerProcess start(
      List<String> options, String mainClass, InetSocketAddress address, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(tool("java"));
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseCompactObjectHeaders",
            // The whole heap is resident from the start, so that what grows is what lies outside
            // it.
            "-Xms" + HEAP,
            "-Xmx" + HEAP,
            "-XX:+AlwaysPreTouch"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile("app", ".log");
    log.toFile().deleteOnExit();
    ChildProcess process = ChildProcess.start(log, command);
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (!process.listensOn(address.getPort()) || !accepts(address)) {
      process.requireAlive(mainClass);
      if (System.nanoTime() - deadline > 0) {
        process.close();
        throw new IOException(
            "%s did not come up at %s: %s".formatted(mainClass, address, process.lastWords()));
      }
      Thread.sleep(Duration.ofMillis(50));
    }
    return new ServerProcess(process, address);
  }

  public InetSocketAddress address() {
    return address;
  }

  public long pid() {
    return process.pid();
  }

  /** What it ended with; empty while it runs. */
  public OptionalInt exitStatus() {
    return process.exitStatus();
  }

  /** The end of what it printed. */
  public String lastWords() {
    return process.lastWords();
  }

  /** Time that its threads have had on processors. */
  public Duration cpu() {
    return cpu(process.handle());
  }

  public static Duration cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** The share of one processor that it uses in this time, while nobody asks for anything. */
  double idleCpu(Duration length) throws InterruptedException {
    if (length.isZero()) {
      return Double.NaN;
    }
    Thread.sleep(SETTLING);
    Duration before = cpu();
    Thread.sleep(length);
    return (double) cpu().minus(before).toNanos() / length.toNanos();
  }

  public Memory memory() throws IOException, InterruptedException {
    long live = liveHeapBytes();
    return new Memory(residentBytes(process.pid()), live);
  }

  /** Memory of a process, as the kernel counts it. */
  public static long residentBytes(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException("no VmRSS for process " + pid);
  }

  /** A class histogram is taken after a full collection; its last line has the total. */
  private long liveHeapBytes() throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(tool("jcmd"), Long.toString(process.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String total = "";
    try (BufferedReader lines = jcmd.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        total = line.startsWith("Total") ? line : total;
      }
    }
    if (jcmd.waitFor() != 0 || total.isEmpty()) {
      throw new IOException("jcmd gave no histogram of process " + process.pid());
    }
    return Long.parseLong(total.trim().split("\\s+")[2]);
  }

  @Override
  public void close() {
    try {
      process.terminate();
    } catch (InterruptedException e) {
      process.close();
      Thread.currentThread().interrupt();
    }
  }

  private static boolean accepts(InetSocketAddress address) {
    try (var socket = new Socket()) {
      socket.connect(address);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }
}
