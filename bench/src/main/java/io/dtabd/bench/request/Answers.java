package io.dtabd.bench.request;

import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;

/** Asks once, to have the bytes. */
final class Answers {

  private static final int PIECE = 64 * 1024;

  private Answers() {}

  /** The answer to a request, head and all. */
  static byte[] first(InetSocketAddress server, byte[] request) throws IOException {
    var reader = new AnswerReader();
    byte[] answer = new byte[0];
    byte[] piece = new byte[PIECE];
    try (var socket = new Socket(server.getAddress(), server.getPort())) {
      socket.getOutputStream().write(request);
      while (reader.length(Unpooled.wrappedBuffer(answer)) < 0) {
        int read = socket.getInputStream().read(piece);
        if (read < 0) {
          throw new EOFException("the server closed after " + answer.length + " bytes");
        }
        int had = answer.length;
        answer = Arrays.copyOf(answer, had + read);
        System.arraycopy(piece, 0, answer, had, read);
      }
    }
    return answer;
  }
}
