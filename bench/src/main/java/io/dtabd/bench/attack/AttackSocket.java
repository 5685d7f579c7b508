package io.dtabd.bench.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A connection of an attacker, who reads no more than it wants. */
final class AttackSocket implements AutoCloseable {

  private static final int CONNECT_TIMEOUT_MS = 10_000;

  /** The kernel takes no less; so nearly all that was sent waits in the server. */
  private static final int SMALL_BUFFER_BYTES = 4096;

  /** Up to the status of a response. */
  private static final int STATUS_LINE_BYTES = "HTTP/1.1 200".length();

  private final Socket socket;

  private AttackSocket(Socket socket) {
    this.socket = socket;
  }

  static AttackSocket open(InetSocketAddress server) throws IOException {
    return connect(new Socket(), server);
  }

  /** The kernel of this end takes as little as it can before it is read. */
  static AttackSocket openNarrow(InetSocketAddress server) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(SMALL_BUFFER_BYTES);
    return connect(socket, server);
  }

  private static AttackSocket connect(Socket socket, InetSocketAddress server) throws IOException {
    try {
      socket.connect(server, CONNECT_TIMEOUT_MS);
      socket.setSoTimeout((int) Attack.HOLD.toMillis());
      return new AttackSocket(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  void get(String target) throws IOException {
    send("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(target).getBytes(US_ASCII));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void send(byte[] bytes, int length) throws IOException {
    socket.getOutputStream().write(bytes, 0, length);
  }

  /** The status of an HTTP response, of which nothing else is read. */
  int status() throws IOException {
    String line = new String(read(STATUS_LINE_BYTES), US_ASCII);
    return Integer.parseInt(line.substring(STATUS_LINE_BYTES - 3));
  }

  byte[] read(int length) throws IOException {
    byte[] bytes = socket.getInputStream().readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the server closed the connection");
    }
    return bytes;
  }

  /** Reads everything and keeps nothing, until the server closes or for {@link Attack#HOLD}. */
  void drain() throws IOException {
    long deadline = System.nanoTime() + Attack.HOLD.toNanos();
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[8192];
    try {
      int read = 0;
      while (read >= 0 && System.nanoTime() - deadline < 0) {
        read = in.read(buffer);
      }
    } catch (SocketTimeoutException e) {
      // It was quiet for as long as it is to be held.
    }
  }

  /** Reads nothing. */
  void hold() throws InterruptedException {
    Thread.sleep(Attack.HOLD);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
