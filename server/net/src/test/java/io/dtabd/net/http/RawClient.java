package io.dtabd.net.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A client that sends exactly the bytes that a test gives it. */
final class RawClient implements AutoCloseable {

  /** How long anything may take that is expected to happen. */
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final Socket socket;
  private final InputStream in;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    socket.setSoTimeout((int) TIMEOUT.toMillis());
    socket.setTcpNoDelay(true);
  }

  static RawClient connect(InetSocketAddress address) {
    return connect(address, 0);
  }

  /**
   * @param receiveBuffer in bytes, 0 for the system's
   */
  static RawClient connect(InetSocketAddress address, int receiveBuffer) {
    try {
      var socket = new Socket();
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(address);
      return new RawClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RawClient over(Socket socket) throws IOException {
    return new RawClient(socket);
  }

  /** Head and body of an answer; header names are in lower case. */
  record Answer(int status, Map<String, String> headers, String body) {}

  /** Sends {@code text} as ISO 8859-1, so that a char is a byte. */
  RawClient send(String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends what it can; the server may have had enough. */
  RawClient trySend(String text) {
    try {
      return send(text);
    } catch (UncheckedIOException e) {
      return this;
    }
  }

  RawClient get(String target) {
    return send("GET " + target + " HTTP/1.1\r\n\r\n");
  }

  Answer answer() {
    Answer head = head();
    String length = head.headers().get("content-length");
    return length == null ? head : withBody(head, Integer.parseInt(length));
  }

  private Answer withBody(Answer head, int length) {
    return new Answer(
        head.status(), head.headers(), new String(read(length), StandardCharsets.UTF_8));
  }

  Answer head() {
    String status = line();
    var headers = new LinkedHashMap<String, String>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      String[] field = line.split(": ", 2);
      headers.put(field[0].toLowerCase(Locale.ROOT), field[1]);
    }
    return new Answer(Integer.parseInt(status.split(" ")[1]), headers, "");
  }

  /** The next chunk; empty for the last. */
  String chunk() {
    int length = Integer.parseInt(line(), 16);
    String chunk = new String(read(length), StandardCharsets.UTF_8);
    line();
    return chunk;
  }

  /** Waits until the server has closed the connection, and gives what came before. */
  String untilClosed() {
    try {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] read(int length) {
    try {
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException("closed after %d of %d bytes".formatted(bytes.length, length));
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String line() {
    var line = new ByteArrayOutputStream();
    try {
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new EOFException("closed after '" + line.toString(StandardCharsets.UTF_8) + "'");
        }
        line.write(b);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
