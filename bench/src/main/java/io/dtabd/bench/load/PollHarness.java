package io.dtabd.bench.load;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many thriftmux polls on few connections: what they cost, and how soon they have a change. */
@Command(
    name = "PollHarness",
    mixinStandardHelpOptions = true,
    description = {
      "Opens long polls on a dtabd in another process, shifts its dtab a number of times, and prints",
      "how long a shift took from the PUT to the last poll being answered, the memory of each poll,",
      "the processor time of a server whose polls all hang, and how long they take after a restart."
    })
final class PollHarness implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int FIRST_PORT = 20_000;
  private static final int WARM_UP_SHIFTS = 10;

  @Option(names = "--polls", defaultValue = "20000", description = "default: ${DEFAULT-VALUE}")
  private int polls;

  @Option(names = "--connections", defaultValue = "50", description = "default: ${DEFAULT-VALUE}")
  private int connections;

  @Option(names = "--paths", defaultValue = "500", description = "default: ${DEFAULT-VALUE}")
  private int paths;

  @Option(names = "--shifts", defaultValue = "20", description = "default: ${DEFAULT-VALUE}")
  private int shifts;

  @Option(names = "--idle", defaultValue = "20", description = "seconds; default: ${DEFAULT-VALUE}")
  private int idle;

  private final Semaphore arrivals = new Semaphore(0);
  private volatile long lastArrival;
  private int shift;

  static void main(String[] arguments) {
    System.exit(new CommandLine(new PollHarness()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    int thrift = ServerProcess.freePort();
    int http = ServerProcess.freePort();
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), thrift);
    var pollers = new ArrayList<Poller>();
    try (HttpClient client = HttpClient.newHttpClient()) {
      try (ServerProcess server = start(address, http)) {
        ServerProcess.Memory before = server.memory();
        for (int i = 0; i < connections; i++) {
          pollers.add(new Poller(i));
        }
        long opening = System.nanoTime();
        for (Poller poller : pollers) {
          poller.connect(address);
        }
        awaitAll();
        System.out.printf("opened %,d in %.0f ms%n", polls, (lastArrival - opening) / 1e6);
        var times = new ArrayList<Long>();
        for (int i = -WARM_UP_SHIFTS; i < shifts; i++) {
          long from = put(client, http);
          awaitAll();
          if (i >= 0) {
            times.add(lastArrival - from);
          }
        }
        times.sort(null);
        System.out.printf(
            "PUT to the last: median %.1f ms, slowest %.1f ms%n",
            times.get(times.size() / 2) / 1e6, times.getLast() / 1e6);
        ServerProcess.Memory after = server.memory();
        System.out.printf(
            "of each poll: heap %d bytes, outside %d bytes%n",
            (after.liveHeapBytes() - before.liveHeapBytes()) / polls,
            (after.residentBytes() - before.residentBytes()) / polls);
        Thread.sleep(Duration.ofSeconds(6)); // what is kept for a while after an answer is over
        long cpu = server.cpu().toMillis();
        Thread.sleep(Duration.ofSeconds(idle));
        System.out.printf(
            "idle: %.2f%% of a processor%n", (server.cpu().toMillis() - cpu) / (10.0 * idle));
      }
      long stopped = System.nanoTime();
      arrivals.drainPermits();
      shift++; // what they are to have after the restart is not what they had
      try (var _ = start(address, http)) {
        long up = System.nanoTime();
        for (Poller poller : pollers) {
          poller.connect(address);
        }
        awaitAll();
        System.out.printf(
            "restart: all current %.0f ms after it accepts, %.0f ms after the stop%n",
            (lastArrival - up) / 1e6, (lastArrival - stopped) / 1e6);
      }
    }
    return 0;
  }

  private ServerProcess start(InetSocketAddress thrift, int http)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("dtabd-polls", ".yml");
    file.toFile().deleteOnExit();
    Files.writeString(
        file,
        """
        admin: { port: %d }
        storage: { kind: io.l5d.inMemory, namespaces: { load: "%s" } }
        interfaces:
        - { kind: io.l5d.httpController, port: %d }
        - { kind: io.l5d.thriftNameInterpreter, port: %d }
        """
            .formatted(ServerProcess.freePort(), dtab(), http, thrift.getPort()));
    return ServerProcess.start("io.dtabd.server.Main", thrift, file.toString());
  }

  private String dtab() {
    return "/svc => /$/inet/127.0.0.1/" + (FIRST_PORT + shift);
  }

  private long put(HttpClient client, int http) throws IOException, InterruptedException {
    shift++;
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/api/1/dtabs/load"))
            .header("Content-Type", "application/dtab")
            .PUT(HttpRequest.BodyPublishers.ofString(dtab()))
            .build();
    long before = System.nanoTime();
    int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status != 204) {
      throw new IOException("the PUT was answered with " + status);
    }
    return before;
  }

  private void awaitAll() throws IOException, InterruptedException {
    if (!arrivals.tryAcquire(polls, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException(
          "only %d of %d polls were answered".formatted(arrivals.availablePermits(), polls));
    }
  }

  /** One connection: each answer is at once followed by the next poll for the same. */
  private final class Poller {

    private final List<byte[]> stamps = new ArrayList<>();
    private final int number;

    Poller(int number) {
      this.number = number;
      for (int i = 0; i < polls / connections; i++) {
        stamps.add(new byte[0]);
      }
    }

    void connect(InetSocketAddress address) throws IOException {
      var socket = new Socket(address.getAddress(), address.getPort());
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      Thread.ofPlatform().daemon().start(() -> follow(socket, out));
      var first = ByteBuffer.allocate(stamps.size() * 256);
      for (int i = 0; i < stamps.size(); i++) {
        first.put(poll(i));
      }
      out.write(first.array(), 0, first.position());
    }

    private void follow(Socket socket, OutputStream out) {
      try (socket) {
        var in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
        var next = ByteBuffer.allocate(64 * 1024);
        while (true) {
          byte[] frame = new byte[in.readInt()];
          in.readFully(frame);
          if (frame[0] != -2) {
            continue; // the server says that it stops
          }
          int tag = ByteBuffer.wrap(frame).getInt() & 0x7fffff;
          // Behind type, tag, status, contexts, the message's head and the beginnings of two
          // fields.
          byte[] stamp = new byte[8];
          System.arraycopy(frame, 4 + 1 + 2 + 16 + 3 + 3 + 4, stamp, 0, 8);
          stamps.set(tag - 1, stamp);
          lastArrival = System.nanoTime();
          arrivals.release();
          next.put(poll(tag - 1));
          if (next.remaining() < 1024 || in.available() == 0) {
            out.write(next.array(), 0, next.position());
            next.clear();
          }
        }
      } catch (IOException e) {
        // The server has stopped.
      }
    }

    /** A Tdispatch of {@code bind}, under the tag behind the poll's number. */
    private byte[] poll(int i) {
      byte[] path =
          "p%05d"
              .formatted((number * stamps.size() + i) % paths)
              .getBytes(StandardCharsets.US_ASCII);
      byte[] stamp = stamps.get(i);
      ByteBuffer frame = ByteBuffer.allocate(256);
      frame.putInt(0).putInt(2 << 24 | i + 1).putShort((short) 0).putShort((short) 0);
      frame.putShort((short) 0);
      frame.putInt(0x80010001).putInt(4).put("bind".getBytes(StandardCharsets.US_ASCII)).putInt(0);
      frame.put((byte) 12).putShort((short) 1);
      frame.put((byte) 12).putShort((short) 2);
      frame.put((byte) 11).putShort((short) 1).putInt(stamp.length).put(stamp);
      frame.put((byte) 15).putShort((short) 2).put((byte) 11).putInt(2);
      frame.putInt(3).put("svc".getBytes(StandardCharsets.US_ASCII));
      frame.putInt(path.length).put(path);
      frame.put((byte) 11).putShort((short) 3).putInt(4);
      frame.put("load".getBytes(StandardCharsets.US_ASCII));
      frame.putInt(0); // the ends of four structs
      frame.position(frame.position() - 1);
      frame.putInt(0, frame.position() - 4);
      byte[] bytes = new byte[frame.position()];
      frame.get(0, bytes);
      return bytes;
    }
  }
}
