package io.dtabd.bench.restart;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** One proxy's Mux connection, on which many calls are open at once. */
final class MuxSession {

  private static final int RDISPATCH = -2;
  private static final int TDRAIN = 64;

  private final Socket socket;
  private final Map<Integer, CompletableFuture<byte[]>> calls = new HashMap<>();
  private boolean over;

  private MuxSession(Socket socket) {
    this.socket = socket;
  }

  static MuxSession open(InetSocketAddress server) throws IOException {
    var socket = new Socket(server.getAddress(), server.getPort());
    socket.setTcpNoDelay(true);
    var session = new MuxSession(socket);
    Thread.ofVirtual().start(session::read);
    return session;
  }

  /** Whether no new call should be made on it. */
  synchronized boolean isOver() {
    return over;
  }

  /**
   * Makes a call.
   *
   * @param frame a Tdispatch
   * @return its answer, a whole frame without its size
   */
  byte[] call(int tag, byte[] frame) throws IOException, InterruptedException {
    var answer = new CompletableFuture<byte[]>();
    synchronized (this) {
      if (over) {
        throw new IOException("the session is over");
      }
      calls.put(tag, answer);
      socket.getOutputStream().write(frame);
    }
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private void read() {
    try (socket) {
      var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      while (true) {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        int tag = ByteBuffer.wrap(frame).getInt() & 0x7fffff;
        switch (frame[0]) {
          case RDISPATCH -> {
            CompletableFuture<byte[]> call = take(tag);
            if (call != null) {
              call.complete(frame);
            }
          }
          case TDRAIN -> drain(tag);
          default -> {}
        }
      }
    } catch (IOException e) {
      end(e);
    }
  }

  private synchronized @Nullable CompletableFuture<byte[]> take(int tag) {
    return calls.remove(tag);
  }

  private synchronized void drain(int tag) throws IOException {
    over = true;
    socket
        .getOutputStream()
        .write(ByteBuffer.allocate(8).putInt(4).putInt((-TDRAIN & 0xff) << 24 | tag).array());
  }

  private synchronized void end(IOException reason) {
    over = true;
    calls.values().forEach(call -> call.completeExceptionally(reason));
    calls.clear();
  }
}
