package io.dtabd.bench.start;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.dtabd.bench.load.ServerProcess;
import io.dtabd.testing.peers.ChildProcess;
import io.dtabd.testing.peers.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One start of a program. */
final class Start implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ANSWER_TIMEOUT_MS = 10_000;
  private static final Duration ASK_EVERY = Duration.ofMillis(1);

  private static final byte[] REQUEST =
      "GET /api/1/dtabs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
          .getBytes(US_ASCII);

  private static final String DONE = "HTTP/1.1 200";

  private final ChildProcess process;
  private final InetSocketAddress address;
  private final Duration untilAnswered;

  private Start(ChildProcess process, InetSocketAddress address, Duration untilAnswered) {
    this.process = process;
    this.address = address;
    this.untilAnswered = untilAnswered;
  }

  /** Starts it, and waits for the first answer. */
  static Start of(Program program) throws IOException, InterruptedException {
    return Ports.start(ports -> of(program, ports.next()));
  }

  private static Start of(Program program, int port) throws IOException, InterruptedException {
    List<String> command = program.command().at(port, Files.createTempDirectory("dtabd-start"));
    return of(command, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Starts it, asks it once, and lets it end, so that it leaves the archive it was told to. */
  static void trained(Program program) throws IOException, InterruptedException {
    Start.of(program).close();
  }

  private static Start of(List<String> command, InetSocketAddress address)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("dtabd-start", ".log");
    log.toFile().deleteOnExit();
    long begun = System.nanoTime();
    ChildProcess process = ChildProcess.start(log, command);
    long answered;
    while (true) {
      boolean answers = answers(address);
      answered = System.nanoTime();
      if (answers && process.listensOn(address.getPort())) {
        break;
      }
      process.requireAlive(command.toString());
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        process.close();
        throw new IOException(command + " did not come up; it said: " + process.lastWords());
      }
      Thread.sleep(ASK_EVERY);
    }
    return new Start(process, address, Duration.ofNanos(answered - begun));
  }

  InetSocketAddress address() {
    return address;
  }

  double millisUntilAnswered() {
    return untilAnswered.toNanos() / 1e6;
  }

  long residentBytes() throws IOException {
    return ServerProcess.residentBytes(process.pid());
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

  private static boolean answers(InetSocketAddress address) {
    try (var socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(ANSWER_TIMEOUT_MS); // another program may have the port, and be silent
      socket.getOutputStream().write(REQUEST);
      return new String(socket.getInputStream().readNBytes(DONE.length()), US_ASCII).equals(DONE);
    } catch (IOException e) {
      return false;
    }
  }
}
