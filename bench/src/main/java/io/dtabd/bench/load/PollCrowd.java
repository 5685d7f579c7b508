package io.dtabd.bench.load;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Many long polls on few connections: each answer is at once followed by the next poll for the same
 * name, with the stamp of the answer.
 */
final class PollCrowd implements AutoCloseable {

  /** The type of a frame that answers a poll. */
  private static final byte ANSWER = -2;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final int paths;
  private final int count;
  private final List<Poller> pollers = new ArrayList<>();
  private final Semaphore arrivals = new Semaphore(0);
  private volatile long lastArrival;
  private volatile byte[] anAnswer = new byte[0];

  PollCrowd(int polls, int connections, int paths) {
    this.paths = paths;
    int each = polls / connections;
    this.count = each * connections;
    for (int i = 0; i < connections; i++) {
      pollers.add(new Poller(i, each));
    }
  }

  int size() {
    return count;
  }

  /** An answer as it came, with its frame's length. */
  byte[] anAnswer() {
    return anAnswer;
  }

  /**
   * Opens all connections, asks on them all, and waits for the answers.
   *
   * @return when the last was there
   */
  long connect(InetSocketAddress address) throws IOException, InterruptedException {
    arrivals.drainPermits();
    for (Poller poller : pollers) {
      poller.connect(address);
    }
    return awaitAll();
  }

  /**
   * Waits until each poll has been answered once more.
   *
   * @return when the last was, as {@link System#nanoTime} counts
   */
  long awaitAll() throws IOException, InterruptedException {
    if (!arrivals.tryAcquire(count, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException(
          "only %d of %d polls were answered".formatted(arrivals.availablePermits(), count));
    }
    return lastArrival;
  }

  @Override
  public void close() throws IOException {
    for (Poller poller : pollers) {
      poller.socket.close();
    }
  }

  /** One connection. */
  private final class Poller {

    private final List<byte[]> stamps = new ArrayList<>();
    private final int number;
    private volatile Socket socket = new Socket();

    Poller(int number, int polls) {
      this.number = number;
      for (int i = 0; i < polls; i++) {
        stamps.add(new byte[0]);
      }
    }

    void connect(InetSocketAddress address) throws IOException {
      var connected = new Socket(address.getAddress(), address.getPort());
      connected.setTcpNoDelay(true);
      socket = connected;
      OutputStream out = connected.getOutputStream();
      Thread.ofPlatform().daemon().start(() -> follow(connected, out));
      var first = ByteBuffer.allocate(stamps.size() * 256);
      for (int i = 0; i < stamps.size(); i++) {
        first.put(poll(i));
      }
      out.write(first.array(), 0, first.position());
    }

    private void follow(Socket connected, OutputStream out) {
      try (connected) {
        var in =
            new DataInputStream(new BufferedInputStream(connected.getInputStream(), 64 * 1024));
        var next = ByteBuffer.allocate(64 * 1024);
        while (true) {
          byte[] frame = new byte[in.readInt()];
          in.readFully(frame);
          if (frame[0] != ANSWER) {
            continue; // the server says that it stops
          }
          int tag = ByteBuffer.wrap(frame).getInt() & 0x7fffff;
          stamps.set(tag - 1, BindPoll.stamp(frame));
          lastArrival = System.nanoTime();
          if (anAnswer.length == 0) {
            anAnswer =
                ByteBuffer.allocate(4 + frame.length).putInt(frame.length).put(frame).array();
          }
          arrivals.release();
          next.put(poll(tag - 1));
          if (next.remaining() < 1024 || in.available() == 0) {
            out.write(next.array(), 0, next.position());
            next.clear();
          }
        }
      } catch (IOException e) {
        // The server has stopped, or this crowd is closed.
      }
    }

    /** Under the tag behind the poll's number. */
    private byte[] poll(int i) {
      String name = "p%05d".formatted((number * stamps.size() + i) % paths);
      return BindPoll.frame(i + 1, stamps.get(i), name);
    }
  }
}
