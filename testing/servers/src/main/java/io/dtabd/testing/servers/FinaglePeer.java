package io.dtabd.testing.servers;

import io.dtabd.testing.peers.Checkout;
import io.dtabd.testing.peers.Peers;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Finagle's ThriftMux client, in a JVM of its own, since it brings another Netty. */
public final class FinaglePeer implements AutoCloseable {

  private static final Path MODULE = Checkout.file("testing/thrift-peer/target");
  private static final Duration LONG = Duration.ofMinutes(3);

  /** A call that Finagle says has failed. */
  public static final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    FailedException(String reason) {
      super(reason);
    }
  }

  private final Process process;
  private final PrintStream commands;
  private final Map<String, CompletableFuture<String>> answers = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();

  private FinaglePeer(Process process) {
    this.process = process;
    this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
  }

  public static FinaglePeer start(InetSocketAddress server) throws IOException {
    Path classpath = MODULE.resolve("peer.classpath");
    if (!Files.exists(classpath)) {
      Peers.missing("Finagle's client", "mvn process-classes -pl testing/thrift-peer");
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1", // it lives for seconds
                "-cp",
                MODULE.resolve("classes") + File.pathSeparator + Files.readString(classpath),
                "io.dtabd.thriftpeer.FinagleClient",
                server.getAddress().getHostAddress() + ":" + server.getPort())
            .redirectError(ProcessBuilder.Redirect.DISCARD) // Finagle's own log
            .start();
    var peer = new FinaglePeer(process);
    Thread.ofVirtual().start(peer::read);
    return peer;
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", 3);
        String id = words[0].equals("pings") ? "pings" : words[1];
        CompletableFuture<String> answer = answers.remove(id);
        if (answer == null) {
          throw new AssertionError("nobody asked for " + line);
        } else if (words[0].equals("failed")) {
          answer.completeExceptionally(new FailedException(words[2]));
        } else {
          answer.complete(words[words.length - 1]);
        }
      }
    } catch (IOException e) {
      // The process has ended.
    }
  }

  /** A call that is under way. */
  public final class Call {
    private final String id = Integer.toString(ids.incrementAndGet());
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    public Wire.Message answer() throws FailedException, InterruptedException {
      return Wire.read(ByteBuffer.wrap(HexFormat.of().parseHex(await(answer))));
    }

    public boolean isOver() {
      return answer.isDone();
    }

    public void discard() {
      commands.println("discard " + id);
    }
  }

  public Call begin(byte[] message) {
    var call = new Call();
    answers.put(call.id, call.answer);
    commands.println("call " + call.id + " " + HexFormat.of().formatHex(message));
    return call;
  }

  public Wire.Message call(byte[] message) throws FailedException, InterruptedException {
    return begin(message).answer();
  }

  /** How many pings were answered. */
  public int pings() throws FailedException, InterruptedException {
    var answer = new CompletableFuture<String>();
    answers.put("pings", answer);
    commands.println("pings");
    return Integer.parseInt(await(answer));
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  private static String await(CompletableFuture<String> answer)
      throws FailedException, InterruptedException {
    try {
      return answer.get(LONG.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FailedException failed) {
        throw failed;
      }
      throw new AssertionError(e);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within " + LONG, e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
