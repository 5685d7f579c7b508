package io.dtabd.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** A namespace of its own on the server that is measured, which is removed at the end. */
public final class TestNamespace implements AutoCloseable {

  private static final String DONE = "HTTP/1.1 204";

  private final InetSocketAddress server;
  private final String name =
      "bench-" + Long.toString(ThreadLocalRandom.current().nextLong(Integer.MAX_VALUE), 36);

  private TestNamespace(InetSocketAddress server) {
    this.server = server;
  }

  public static TestNamespace create(InetSocketAddress server, String dtab) throws IOException {
    var namespace = new TestNamespace(server);
    namespace.send("POST", dtab);
    return namespace;
  }

  public String name() {
    return name;
  }

  /** Replaces the table. */
  public void put(String dtab) throws IOException {
    send("PUT", dtab);
  }

  @Override
  public void close() throws IOException {
    send("DELETE", "");
  }

  private void send(String method, String body) throws IOException {
    write(server, method, name, body);
  }

  /**
   * Writes a table over HTTP, on a connection of its own and in one piece, and returns when that is
   * acknowledged.
   */
  public static void write(InetSocketAddress server, String method, String namespace, String body)
      throws IOException {
    String request =
        "%s /api/1/dtabs/%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/dtab\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(method, namespace, body.length(), body);
    try (var socket = new Socket(server.getAddress(), server.getPort())) {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readNBytes(DONE.length()), US_ASCII);
      if (!answer.equals(DONE)) {
        String rest = new String(socket.getInputStream().readAllBytes(), US_ASCII);
        throw new IOException("%s of a table was answered: %s%s".formatted(method, answer, rest));
      }
    }
  }
}
