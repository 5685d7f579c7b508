package io.dtabd.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client that sends exactly what it is told to, on a connection of its own per request:
 * addresses that a URI may not have, and no header that was not asked for.
 */
final class PlainClient {

  /** How long anything may take that is expected to happen. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final InetSocketAddress server;

  PlainClient(InetSocketAddress server) {
    this.server = server;
  }

  /** A whole answer; header names in lower case. */
  record Answer(int status, Map<String, String> headers, String body) {

    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }

    JsonNode json() throws IOException {
      return JSON.readTree(body);
    }
  }

  Answer get(String target) throws IOException {
    return call("GET", target, Map.of(), null);
  }

  Answer get(String target, Map<String, String> headers) throws IOException {
    return call("GET", target, headers, null);
  }

  Answer put(String target, String dtab) throws IOException {
    return call("PUT", target, Map.of("Content-Type", "application/dtab"), dtab);
  }

  Answer delete(String target) throws IOException {
    return call("DELETE", target, Map.of(), null);
  }

  Answer call(String method, String target, Map<String, String> headers, @Nullable String body)
      throws IOException {
    return callWithBytes(method, target, headers, body == null ? null : body.getBytes(UTF_8));
  }

  Answer callWithBytes(
      String method, String target, Map<String, String> headers, byte @Nullable [] body)
      throws IOException {
    try (Exchange exchange = open(method, target, headers, body)) {
      boolean bodiless = method.equals("HEAD");
      var answer =
          new Answer(
              exchange.status(),
              exchange.headers(),
              bodiless ? "" : new String(exchange.rest(), UTF_8));
      OpenApi.check(method, target, answer);
      return answer;
    }
  }

  /** Asks for a stream and reads the head of the answer. */
  Exchange watch(String target) throws IOException {
    return watch(target, Map.of());
  }

  Exchange watch(String target, Map<String, String> headers) throws IOException {
    return open("GET", target, headers, null);
  }

  private Exchange open(
      String method, String target, Map<String, String> headers, byte @Nullable [] body)
      throws IOException {
    var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (body != null) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    var socket = new Socket();
    try {
      socket.connect(server);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      var out = new ByteArrayOutputStream();
      out.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
      if (body != null) {
        out.write(body);
      }
      socket.getOutputStream().write(out.toByteArray());
      return new Exchange(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** An answer whose head was read, and whose body is read as it comes. */
  static final class Exchange implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;
    private final int status;
    private final Map<String, String> headers = new LinkedHashMap<>();

    private Exchange(Socket socket) throws IOException {
      this.socket = socket;
      in = new BufferedInputStream(socket.getInputStream());
      status = Integer.parseInt(headLine().split(" ")[1]);
      for (String line = headLine(); !line.isEmpty(); line = headLine()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }

    int status() {
      return status;
    }

    Map<String, String> headers() {
      return headers;
    }

    boolean isChunked() {
      return "chunked".equals(headers.get("transfer-encoding"));
    }

    /** The next message of the stream, or empty if the stream has ended properly. */
    Optional<String> next() throws IOException {
      byte[] chunk = chunk();
      return chunk.length == 0 ? Optional.empty() : Optional.of(new String(chunk, UTF_8));
    }

    /** Whether something has come that was not read yet. */
    boolean hasMore() throws IOException {
      return in.available() > 0;
    }

    /** All of the body that has not been read yet. */
    byte[] rest() throws IOException {
      if (!isChunked()) {
        return in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
      }
      var all = new ByteArrayOutputStream();
      for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
        all.write(chunk);
      }
      return all.toByteArray();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }

    private byte[] chunk() throws IOException {
      byte[] chunk = in.readNBytes(Integer.parseInt(headLine(), 16));
      headLine();
      return chunk;
    }

    private String headLine() throws IOException {
      var line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException("the server hung up in the middle of an answer, after: " + line);
        }
        line.append((char) c);
      }
      return line.toString().stripTrailing();
    }
  }
}
