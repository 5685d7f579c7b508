package io.dtabd.server.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** One version of the service: it answers its name. */
final class Backend implements AutoCloseable {

  private final HttpServer server;

  private Backend(HttpServer server) {
    this.server = server;
  }

  static Backend start(String name) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] body = name.getBytes(UTF_8);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return new Backend(server);
  }

  /** As a file of addresses has it. */
  String address() {
    return "127.0.0.1 " + server.getAddress().getPort() + "\n";
  }

  /** At once: who still leads requests here will see them fail. */
  @Override
  public void close() {
    server.stop(0);
  }
}
