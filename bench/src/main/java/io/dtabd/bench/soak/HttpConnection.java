package io.dtabd.bench.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection, used by one thread that blocks. It is not a pooled client because a soak
 * decides itself when to read, how much, and how to hang up.
 */
public final class HttpConnection implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** No answer takes longer unless something is wrong: the server gives up after 10 s itself. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  /** Whole answers and lines of streams are shorter; the largest table is a few MB. */
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  private static final String CHUNKED = "chunked";

  /**
   * A whole answer.
   *
   * @param version of the dtab that was read or written, if the answer names one
   */
  public record Answer(int status, @Nullable String version, String body) {}

  /** What stands before a body. */
  private record Head(int status, @Nullable String version, int length, boolean chunked) {}

  private final Socket socket;
  private final InputStream in;

  private HttpConnection(Socket socket, InputStream in) {
    this.socket = socket;
    this.in = in;
  }

  public static HttpConnection open(InetSocketAddress server) throws IOException {
    return open(server, Pace.EAGER);
  }

  /**
   * @param from the address of this end
   */
  public static HttpConnection open(InetAddress from, InetSocketAddress server) throws IOException {
    return open(new InetSocketAddress(from, 0), server, Pace.EAGER);
  }

  /**
   * @param pace how the client reads
   */
  static HttpConnection open(InetSocketAddress server, Pace pace) throws IOException {
    return open(null, server, pace);
  }

  private static HttpConnection open(
      @Nullable InetSocketAddress from, InetSocketAddress server, Pace pace) throws IOException {
    var socket = new Socket();
    try {
      if (pace.receiveBufferBytes().isPresent()) {
        socket.setReceiveBufferSize(pace.receiveBufferBytes().getAsInt());
      }
      socket.setTcpNoDelay(true);
      socket.bind(from);
      socket.connect(server, (int) CONNECT_TIMEOUT.toMillis());
      return new HttpConnection(
          socket, new BufferedInputStream(pace.paced(socket.getInputStream())));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  public Answer get(String target) throws IOException {
    return call("GET", target, null, "");
  }

  /**
   * Sends a request and reads the whole answer.
   *
   * @param version for {@code If-Match}
   * @param dtab the body; none if it is empty
   */
  public Answer call(String method, String target, @Nullable String version, String dtab)
      throws IOException {
    send(method, target, version, dtab);
    socket.setSoTimeout((int) ANSWER_TIMEOUT.toMillis());
    Head head = readHead();
    var body = new StringBuilder();
    if (head.chunked()) {
      for (String line = nextLine(); line != null; line = nextLine()) {
        body.append(line).append('\n');
      }
    } else {
      body.append(new String(readExactly(head.length()), UTF_8));
    }
    return new Answer(head.status(), head.version(), body.toString());
  }

  /**
   * Asks for a stream. If the status is 200, its lines follow; any other answer has been read to
   * its end.
   */
  public int stream(String target) throws IOException {
    send("GET", target, null, "");
    Head head = readHead();
    if (head.status() == 200 && !head.chunked()) {
      throw new IOException("a stream is not chunked: " + target);
    }
    if (!head.chunked()) {
      readExactly(head.length());
    }
    return head.status();
  }

  /**
   * The next line of a chunked answer, or null if it has ended as it should.
   *
   * @throws IOException if it was cut off, or does not end with a whole line
   */
  public @Nullable String nextLine() throws IOException {
    var line = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(readHeadLine(), 16);
      byte[] chunk = readExactly(size);
      readExactly(2);
      if (size == 0) {
        if (line.size() > 0) {
          throw new IOException("the stream ended within a line: " + line.toString(UTF_8));
        }
        return null;
      }
      line.write(chunk);
      if (line.size() > MAX_BYTES) {
        throw new IOException("a line of a stream is longer than " + MAX_BYTES + " bytes");
      }
      if (chunk[size - 1] == '\n') {
        return line.toString(UTF_8).stripTrailing();
      }
    }
  }

  /** Begins a request and never ends it. */
  void sendHalfARequest() throws IOException {
    write("GET /api/1/bind/ns00?path=/svc/s0");
  }

  /** Closing will reset the connection, as a client does that crashes. */
  void resetWhenClosed() throws IOException {
    socket.setSoLinger(true, 0);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void send(String method, String target, @Nullable String version, String dtab)
      throws IOException {
    var request = new StringBuilder();
    request.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
    if (version != null) {
      request.append("If-Match: ").append(version).append("\r\n");
    }
    if (!dtab.isEmpty()) {
      request.append("Content-Type: application/dtab\r\nContent-Length: ");
      request.append(dtab.getBytes(UTF_8).length).append("\r\n");
    }
    write(request.append("\r\n").append(dtab).toString());
  }

  private void write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }

  private Head readHead() throws IOException {
    String status = readHeadLine();
    if (!status.startsWith("HTTP/1.1 ")) {
      throw new IOException("not an answer: " + status);
    }
    String version = null;
    int length = 0;
    boolean chunked = false;
    for (String line = readHeadLine(); !line.isEmpty(); line = readHeadLine()) {
      int colon = line.indexOf(':');
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "etag" -> version = value;
        case "content-length" -> length = Integer.parseInt(value);
        case "transfer-encoding" -> chunked = value.equals(CHUNKED);
        default -> {}
      }
    }
    return new Head(Integer.parseInt(status.substring(9, 12)), version, length, chunked);
  }

  private String readHeadLine() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server hung up");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  private byte[] readExactly(int length) throws IOException {
    if (length > MAX_BYTES) {
      throw new IOException("an answer of " + length + " bytes is too large");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the server hung up after " + bytes.length + " of " + length);
    }
    return bytes;
  }
}
